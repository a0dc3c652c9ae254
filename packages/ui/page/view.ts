/** What fills the page below its bar. */
export interface View {
  readonly element: HTMLElement;
  /** Ends everything that it listens to. */
  readonly close: () => void;
}

/** What a view tells the page around it. */
export interface Surroundings {
  readonly link: (state: 'live' | 'lost') => void;
  /** Title of the page, and where one is. */
  readonly titled: (title: string) => void;
}

/** Calls a task soon, at most every so many milliseconds: however fast numbers come, people read no faster. */
export const throttled = (task: () => void, every = 200): (() => void) => {
  let due: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  return () => {
    if (due !== undefined) return;
    due = setTimeout(
      () => {
        due = undefined;
        last = performance.now();
        task();
      },
      Math.max(0, every - (performance.now() - last)),
    );
  };
};
