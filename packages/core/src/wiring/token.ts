declare const service: unique symbol;

/** Names a service and carries its type. At run time one symbol of the global registry, so that every container agrees on it. */
export type Token<Service> = symbol & { readonly [service]?: Service };

/** Tokens by the name under which they are wanted. */
export type Needs = Readonly<Record<string, Token<unknown>>>;

/** Makes, or finds again, the token of this name: `token<Dataset>("data")`. */
export const token = <Service>(name: string): Token<Service> => Symbol.for(`ganreg/${name}`);

/** The services behind a record of tokens: `{ log: Token<Log> }` gives `{ log: Log }`. */
export type Resolved<Tokens> = {
  readonly [Key in keyof Tokens]: Tokens[Key] extends Token<infer Service> ? Service : never;
};
