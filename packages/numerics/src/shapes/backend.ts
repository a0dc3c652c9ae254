import * as tf from '@tensorflow/tfjs-core';

interface Buffer {
  readonly bytes: number;
  readonly length: number;
  readonly dtype: tf.DataType;
  /** What was written from outside; a computed buffer has no values. */
  readonly values?: tf.BackendValues;
  references: number;
}

/** Holds a size for each tensor and no numbers, and knows how many bytes an engine with numbers would have held at once. */
export class ShapeBackend extends tf.KernelBackend {
  readonly #buffers = new Map<object, Buffer>();
  #live = 0;
  #peak = 0;

  /** Most bytes of tensors that were alive at the same time since {@link ShapeBackend.begin}. */
  get peak(): number {
    return this.#peak;
  }

  /** Bytes of tensors that are alive. */
  get live(): number {
    return this.#live;
  }

  /** Counts the peak from here. */
  begin(): void {
    this.#peak = this.#live;
  }

  /** A new tensor without values. */
  make(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo {
    const dataId = {};
    this.#hold(dataId, shape, dtype, 1);
    return { dataId, shape: [...shape], dtype };
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const dataId = {};
    this.#hold(dataId, shape, dtype, 1, values);
    return dataId;
  }

  override move(
    dataId: object,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    this.#hold(dataId, shape, dtype, references, values);
  }

  /** Zeros where nothing was written. */
  override read(dataId: object): Promise<tf.BackendValues> {
    const buffer = this.#buffers.get(dataId);
    return Promise.resolve(buffer?.values ?? new Float32Array(buffer?.length ?? 0));
  }

  /** @throws Error where nothing was written: another engine asks for a tensor that was made here and has outlived the trace */
  override readSync(dataId: object): tf.BackendValues {
    const values = this.#buffers.get(dataId)?.values;
    if (values === undefined)
      throw new Error('a tensor that was computed while shapes alone were traced has no values; make it anew');
    return values;
  }

  override disposeData(dataId: object, force = false): boolean {
    const buffer = this.#buffers.get(dataId);
    if (buffer === undefined) return true;
    buffer.references -= 1;
    if (buffer.references > 0 && !force) return false;
    this.#live -= buffer.bytes;
    this.#buffers.delete(dataId);
    return true;
  }

  override incRef(dataId: object): void {
    const buffer = this.#buffers.get(dataId);
    if (buffer !== undefined) buffer.references += 1;
  }

  override refCount(dataId: object): number {
    return this.#buffers.get(dataId)?.references ?? 0;
  }

  override numDataIds(): number {
    return this.#buffers.size;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override dispose(): void {
    // what was written stays readable for another engine
  }

  #hold(
    dataId: object,
    shape: readonly number[],
    dtype: tf.DataType,
    references: number,
    values?: tf.BackendValues,
  ): void {
    const length = tf.util.sizeFromShape([...shape]);
    const bytes = dtype === 'string' ? 0 : length * tf.util.bytesPerElement(dtype);
    this.#buffers.set(dataId, { bytes, length, dtype, references, ...(values === undefined ? {} : { values }) });
    this.#live += bytes;
    this.#peak = Math.max(this.#peak, this.#live);
  }
}
