// The part of jStat that is used here; the package brings no types.
declare module 'jstat' {
  interface Distribution {
    readonly inv: (probability: number, ...parameters: readonly number[]) => number;
  }
  const jstat: { readonly studentt: Distribution; readonly beta: Distribution };
  export default jstat;
}
