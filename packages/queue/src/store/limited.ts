/** Does work on every item, so many at a time. */
export const limited = async <Item>(
  items: Iterable<Item>,
  places: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const queue = items[Symbol.iterator]();
  const occupy = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: places }, occupy));
};
