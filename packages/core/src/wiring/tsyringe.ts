import type { DependencyContainer } from 'tsyringe';
import type { Scope } from './scope.ts';
import * as services from './services.ts';
import type { Token } from './token.ts';

/**
 * Lets a scope borrow services from an application wired with tsyringe: each token of the catalogue that the container has
 * registered at this moment. The host keeps and disposes them.
 */
export const borrowFromTsyringe = (
  scope: Scope,
  container: DependencyContainer,
  tokens: Iterable<Token<unknown>> = Object.values(services),
): Scope => {
  for (const token of tokens) {
    if (container.isRegistered(token, true)) scope.borrow(token, () => container.resolve(token));
  }
  return scope;
};
