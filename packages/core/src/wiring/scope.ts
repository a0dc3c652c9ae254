import 'reflect-metadata';
import { Container, type Newable } from 'inversify';
import { serviceMissing } from '../errors/training.ts';
import type { Needs, Resolved, Token } from './token.ts';

const nameOf = (token: Token<unknown>): string => token.description ?? String(token);

/**
 * One lifetime: the application, a run, or a plugin inside a run. A scope builds each service at most once, asks its parent for
 * what it does not bind, and disposes what it built, newest first.
 */
export class Scope implements AsyncDisposable {
  readonly #parent: Scope | undefined;
  readonly #container: Container;
  readonly #built = new Set<unknown>();

  constructor(parent?: Scope) {
    this.#parent = parent;
    this.#container = new Container({ defaultScope: 'Singleton', ...(parent && { parent: parent.#container }) });
  }

  child(): Scope {
    return new Scope(this);
  }

  /** Hands over a ready service; whoever made it disposes it. */
  provide<Service>(token: Token<Service>, service: Service): this {
    this.#container.bind<Service>(token).toConstantValue(service);
    return this;
  }

  /** Fetches a service from elsewhere on first use; its owner disposes it. */
  borrow<Service>(token: Token<Service>, fetch: () => Service): this {
    this.#container.bind<Service>(token).toDynamicValue(fetch).inSingletonScope();
    return this;
  }

  /** Says how to build a service on first use; this scope disposes it. */
  build<Service, const N extends Needs>(
    token: Token<Service>,
    needs: N,
    make: (services: Resolved<N>) => Service,
  ): this {
    return this.borrow(token, () => this.#own(make(this.resolve(needs))));
  }

  /** Makes a class whose constructor asks for tokens with `@inject`. */
  construct<Instance>(type: Newable<Instance>): Instance {
    return this.#own(this.#container.get(type, { autobind: true }));
  }

  /** Whether this scope or one around it knows the token. */
  has(token: Token<unknown>): boolean {
    return this.#container.isBound(token);
  }

  /** @throws GanregError SERVICE_MISSING */
  get<Service>(token: Token<Service>, wantedBy = 'the run'): Service {
    if (!this.has(token)) throw serviceMissing(nameOf(token), wantedBy);
    return this.#container.get<Service>(token);
  }

  /** Every service bound to a token, outermost scope first. */
  all<Service>(token: Token<Service>): readonly Service[] {
    const outer = this.#parent ? this.#parent.all(token) : [];
    const own = this.#container.isCurrentBound(token) ? this.#container.getAll<Service>(token) : [];
    return [...outer, ...own];
  }

  /** @throws GanregError SERVICE_MISSING */
  resolve<const N extends Needs>(needs: N, wantedBy?: string): Resolved<N> {
    return Object.fromEntries(
      Object.entries(needs).map(([key, token]) => [key, this.get(token, wantedBy)]),
    ) as Resolved<N>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const service of [...this.#built].toReversed()) await disposeOf(service);
    this.#built.clear();
    this.#container.unbindAll();
  }

  #own<Service>(service: Service): Service {
    this.#built.add(service);
    return service;
  }
}

const disposeOf = async (service: unknown): Promise<void> => {
  if (typeof service !== 'object' || service === null) return;
  if (Symbol.asyncDispose in service) await (service as AsyncDisposable)[Symbol.asyncDispose]();
  else if (Symbol.dispose in service) (service as Disposable)[Symbol.dispose]();
  else if ('dispose' in service && typeof service.dispose === 'function') service.dispose();
};
