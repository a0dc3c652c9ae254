/** What an Einstein sum is made of: tape operations for its gradient, raw kernels for the wasm engine. */
export interface Steps<Tensor> {
  readonly shapeOf: (x: Tensor) => readonly number[];
  readonly transpose: (x: Tensor, order: number[]) => Tensor;
  readonly reshape: (x: Tensor, shape: number[]) => Tensor;
  readonly sum: (x: Tensor, axes: number[]) => Tensor;
  /** [N, A, B] × [N, B, C] → [N, A, C] */
  readonly multiply: (a: Tensor, b: Tensor) => Tensor;
}

/** A tensor whose axes have letters. */
export interface Lettered<Tensor> {
  readonly tensor: Tensor;
  readonly letters: string;
}

const shared = (a: string, b: string): string =>
  a
    .split('')
    .filter((letter) => b.includes(letter))
    .join('');
const without = (a: string, b: string): string =>
  a
    .split('')
    .filter((letter) => !b.includes(letter))
    .join('');

/** `ij,jk->ik` as `['ij', 'jk']` and `ik`. */
export function parseEquation(equation: string): { readonly operands: readonly string[]; readonly result: string } {
  const [left = '', result = ''] = equation.replaceAll(' ', '').split('->');
  return { operands: left.split(','), result };
}

/** The Einstein sum of one or two tensors: transposes around one batched matrix product. */
export function contract<Tensor>(steps: Steps<Tensor>, operands: readonly Lettered<Tensor>[], result: string): Tensor {
  for (const { tensor, letters } of operands) {
    const { length } = steps.shapeOf(tensor);
    if (letters.length !== length || new Set(letters).size !== length)
      throw new Error(`einsum: '${letters}' must name each of ${length} axes once`);
  }
  const [first, second] = operands;
  if (!first || operands.length > 2) throw new Error('einsum takes one or two tensors');
  if (!second) return arrange(steps, keep(steps, first, result), result);
  const a = keep(steps, first, result + second.letters);
  const b = keep(steps, second, result + first.letters);
  return arrange(steps, product(steps, a, b, result), result);
}

function arrange<Tensor>({ transpose }: Steps<Tensor>, { tensor, letters }: Lettered<Tensor>, to: string): Tensor {
  if (letters === to) return tensor;
  return transpose(
    tensor,
    to.split('').map((letter) => letters.indexOf(letter)),
  );
}

/** Sums the axes that nobody else has. */
function keep<Tensor>({ sum }: Steps<Tensor>, operand: Lettered<Tensor>, others: string): Lettered<Tensor> {
  const letters = shared(operand.letters, others);
  if (letters === operand.letters) return operand;
  const axes = without(operand.letters, others)
    .split('')
    .map((letter) => operand.letters.indexOf(letter));
  return { tensor: sum(operand.tensor, axes), letters };
}

function product<Tensor>(
  steps: Steps<Tensor>,
  a: Lettered<Tensor>,
  b: Lettered<Tensor>,
  result: string,
): Lettered<Tensor> {
  const both = shared(a.letters, b.letters);
  const [batch, inner] = [shared(both, result), without(both, result)];
  const [rows, columns] = [without(a.letters, b.letters), without(b.letters, a.letters)];
  const sizes = new Map(
    [a, b].flatMap(({ tensor, letters }) => {
      const shape = steps.shapeOf(tensor);
      return letters.split('').map((letter, at): [string, number] => [letter, shape[at] ?? 1]);
    }),
  );
  const shape = (letters: string): number[] => letters.split('').map((letter) => sizes.get(letter) ?? 1);
  const length = (letters: string): number => shape(letters).reduce((total, size) => total * size, 1);
  const matrices = (operand: Lettered<Tensor>, down: string, across: string): Tensor =>
    steps.reshape(arrange(steps, operand, batch + down + across), [length(batch), length(down), length(across)]);
  const letters = batch + rows + columns;
  const tensor = steps.multiply(matrices(a, rows, inner), matrices(b, inner, columns));
  return { tensor: steps.reshape(tensor, shape(letters)), letters };
}
