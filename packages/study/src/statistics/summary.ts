/** Count, mean and standard deviation of a sample. */
export interface Summary {
  readonly n: number;
  /** Nothing when n is 0. */
  readonly mean: number | undefined;
  /** Of the sample, divided by n − 1; nothing below two values. */
  readonly sd: number | undefined;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Sample variance, divided by n − 1: NaN below two values. Taken around the mean, so a large common part costs no digits. */
export const variance = (values: readonly number[]): number => {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
};

/** Count, mean and standard deviation of some numbers; what is not defined is missing. */
export const summarise = (values: readonly number[]): Summary => ({
  n: values.length,
  mean: values.length === 0 ? undefined : mean(values),
  sd: values.length < 2 ? undefined : Math.sqrt(variance(values)),
});
