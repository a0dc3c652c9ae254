import 'reflect-metadata';
import { inject, injectable } from 'inversify';
import {
  container as root,
  inject as injectHost,
  injectable as injectableHost,
  instancePerContainerCachingFactory,
} from 'tsyringe';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Scope, Sink, token, TrainingData, Perceptual, type MetricSink } from '@ganreg/core';
import { createTrainer } from '@ganreg/core/training';
import { borrowFromTsyringe } from '@ganreg/core/tsyringe';
import { useEngine } from '@ganreg/numerics';
import { blobs, micro, pixels, planFor, testEngine } from '../../support/experiment.ts';

interface Clockwork {
  readonly now: () => number;
}
const Watch = token<Clockwork>('test/watch');
const Greeting = token<string>('test/greeting');

describe('a token', () => {
  it('carries the type of its service', () => {
    const scope = new Scope().provide(Greeting, 'hello');
    expectTypeOf(scope.get(Greeting)).toEqualTypeOf<string>();
    // @ts-expect-error a number is not a greeting
    scope.child().provide(Greeting, 3);
  });
});

describe('a scope', () => {
  it('builds a service once, and asks its parent for what it does not bind', () => {
    let built = 0;
    const application = new Scope().build(Watch, {}, () => {
      built += 1;
      return { now: () => 1 };
    });
    const [one, other] = [application.child(), application.child()];
    expect(one.get(Watch)).toBe(other.get(Watch));
    expect(built).toBe(1);
  });

  it('keeps two runs apart', () => {
    const application = new Scope();
    const one = application.child().provide(Greeting, 'one');
    const other = application.child().provide(Greeting, 'other');
    expect([one.get(Greeting), other.get(Greeting), application.has(Greeting)]).toEqual(['one', 'other', false]);
  });

  it('disposes what it built, newest first, and nothing it was given', async () => {
    const order: string[] = [];
    const make = (name: string) => ({ dispose: () => void order.push(name) });
    const [First, Second, Given] = [
      token<object>('test/first'),
      token<object>('test/second'),
      token<object>('test/given'),
    ];
    const scope = new Scope()
      .provide(Given, make('given'))
      .build(First, {}, () => make('first'))
      .build(Second, { first: First }, () => make('second'));
    scope.get(Second);
    await scope[Symbol.asyncDispose]();
    expect(order).toEqual(['second', 'first']);
  });

  it('names a missing service and who wanted it', () => {
    expect(() => new Scope().get(Watch, 'plugin clock')).toThrow('plugin clock needs the service "ganreg/test/watch"');
  });

  it('constructs decorated classes', () => {
    @injectable()
    class Greeter {
      readonly text: string;
      constructor(@inject(Greeting) greeting: string) {
        this.text = `${greeting}!`;
      }
    }
    expect(new Scope().provide(Greeting, 'hello').construct(Greeter).text).toBe('hello!');
  });
});

describe('an application wired with tsyringe', () => {
  it('lends what it has registered, and keeps it', async () => {
    const host = root.createChildContainer();
    let disposed = false;
    @injectableHost()
    class HostSink implements MetricSink {
      readonly lines: number[] = [];
      constructor(@injectHost(Greeting) readonly greeting: string) {}
      readonly write = (report: { readonly index: number }): void => void this.lines.push(report.index);
      readonly dispose = (): void => {
        disposed = true;
      };
    }
    host.registerInstance(Greeting, 'hello');
    host.register(Sink, { useFactory: instancePerContainerCachingFactory((c) => c.resolve(HostSink)) });
    const scope = borrowFromTsyringe(new Scope(), host);
    const [sink] = scope.all(Sink);
    sink?.write({ index: 7, numbers: {} });
    await scope[Symbol.asyncDispose]();
    const own = host.resolve<HostSink>(Sink);
    expect({ lines: own.lines, greeting: own.greeting, disposed }).toEqual({
      lines: [7],
      greeting: 'hello',
      disposed: false,
    });
  });

  it('supplies the data and the perceptual distance that a plugin injects', async () => {
    await useEngine(testEngine);
    const host = root.createChildContainer();
    let asked = 0;
    host.registerInstance(TrainingData, blobs(8, 1));
    host.registerInstance(Perceptual, {
      ...pixels,
      distance: (one, other) => {
        asked += 1;
        return pixels.distance(one, other);
      },
    } satisfies typeof pixels);
    const trainer = await createTrainer(
      await planFor({ ...micro, plugins: ['glead'] }),
      borrowFromTsyringe(new Scope(), host),
    );
    await trainer.advance();
    trainer.dispose();
    expect(asked).toBe(2);
  });
});
