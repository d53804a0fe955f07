import { expect, test } from 'vitest';
import { runOpenLoop, type LoopObserver, type OpenLoop } from './open-loop.js';

function watch() {
  const started: { index: number; lagMs: number }[] = [];
  const dropped: number[] = [];
  const finished: { index: number; latencyMs: number; outcome: string }[] = [];
  const observer: LoopObserver<string> = {
    started: ({ index, lagMs }) => started.push({ index, lagMs }),
    dropped: ({ index }) => dropped.push(index),
    finished: ({ index, latencyMs, outcome }) => finished.push({ index, latencyMs, outcome }),
  };
  return { started, dropped, finished, observer };
}

function loop(overrides: Partial<OpenLoop<string>>): OpenLoop<string> {
  return {
    starts: Float64Array.from([0, 1, 2, 3, 4]),
    send: (index) => Promise.resolve(`answer ${index}`),
    maxInFlight: 100,
    observer: watch().observer,
    signal: new AbortController().signal,
    ...overrides,
  };
}

test('every request is started in its turn, once, and followed to its answer', async () => {
  const seen = watch();

  await runOpenLoop(
    loop({ starts: Float64Array.from({ length: 100 }, (_, at) => at / 10), observer: seen.observer }),
  );

  expect(seen.started.map(({ index }) => index)).toEqual(Array.from({ length: 100 }, (_, at) => at));
  expect(seen.finished).toHaveLength(100);
  expect(seen.finished.every(({ index, outcome }) => outcome === `answer ${index}`)).toBe(true);
  expect(seen.dropped).toEqual([]);
});

test('starts do not wait for answers', async () => {
  const seen = watch();
  const release: (() => void)[] = [];
  const send = (index: number) =>
    new Promise<string>((resolve) => {
      release.push(() => resolve(`answer ${index}`));
      // Only the last start lets the first ones be answered: a closed loop would wait for ever.
      if (release.length === 5) for (const answer of release) answer();
    });

  await runOpenLoop(loop({ send, observer: seen.observer }));

  expect(seen.finished).toHaveLength(5);
});

test('above the bound on requests in flight a start is dropped and told', async () => {
  const seen = watch();
  let answer: () => void = () => undefined;
  const first = new Promise<string>((resolve) => (answer = () => resolve('late')));
  const send = (index: number) => {
    if (index === 0) return first;
    return Promise.resolve('never sent');
  };
  const observer = {
    ...seen.observer,
    dropped: (due: { index: number; intendedMs: number }) => {
      seen.observer.dropped(due);
      if (due.index === 4) answer();
    },
  };

  await runOpenLoop(loop({ send, maxInFlight: 1, observer }));

  expect(seen.dropped).toEqual([1, 2, 3, 4]);
  expect(seen.finished).toMatchObject([{ index: 0, outcome: 'late' }]);
});

test('a generator that was held up is late by it, and the latency counts from when the request was due', async () => {
  const seen = watch();
  const send = (index: number) => {
    const until = performance.now() + (index === 0 ? 60 : 0);
    while (performance.now() < until);
    return Promise.resolve('answer');
  };

  await runOpenLoop(loop({ send, observer: seen.observer }));

  const [, second] = seen.started;
  expect(second?.lagMs).toBeGreaterThan(0);
  for (const { index, latencyMs } of seen.finished) {
    expect(latencyMs).toBeGreaterThanOrEqual(seen.started[index]?.lagMs ?? Number.NaN);
  }
});

test('once it is stopped nothing more is started, and what is under way is waited for', async () => {
  const seen = watch();
  const stop = new AbortController();
  const send = (index: number) => {
    if (index === 2) stop.abort();
    return Promise.resolve('answer');
  };

  await runOpenLoop(
    loop({
      starts: Float64Array.from([0, 1, 2, 600_000]),
      send,
      signal: stop.signal,
      observer: seen.observer,
    }),
  );

  expect(seen.started.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(seen.finished).toHaveLength(3);
});

test('a fault of our own ends the run', async () => {
  const send = (index: number) =>
    index === 1 ? Promise.reject(new Error('bug')) : Promise.resolve('answer');

  await expect(runOpenLoop(loop({ send }))).rejects.toThrow('bug');
});

test('what follows an answer is due a pause after it, and is no arrival', async () => {
  const seen: { index: number; intendedMs: number; followUp: boolean }[] = [];
  const { observer, finished } = watch();
  const next = (outcome: string) =>
    outcome.startsWith('answer') ? { pauseMs: 30, send: () => Promise.resolve('done') } : null;

  await runOpenLoop(
    loop({
      ...{ starts: Float64Array.from([0, 10]), next },
      observer: {
        ...observer,
        started: ({ index, intendedMs, followUp }) => seen.push({ index, intendedMs, followUp }),
      },
    }),
  );

  expect(seen.map(({ index, followUp }) => [index, followUp])).toEqual([
    [0, false],
    [1, false],
    [0, true],
    [1, true],
  ]);
  expect(seen.filter(({ followUp }) => followUp).every(({ intendedMs }) => intendedMs >= 30)).toBe(true);
  expect(finished.map(({ outcome }) => outcome)).toEqual(['answer 0', 'answer 1', 'done', 'done']);
});

test('whoever thinks is not in flight, and goes on above the bound', async () => {
  const seen = watch();
  const next = (outcome: string) =>
    outcome.startsWith('answer') ? { pauseMs: 20, send: () => Promise.resolve('done') } : null;

  await runOpenLoop(
    loop({ next, maxInFlight: 1, starts: Float64Array.from([0, 10]), observer: seen.observer }),
  );

  expect(seen.dropped).toEqual([]);
  expect(seen.finished).toHaveLength(4);
});

test('an interrupted guest does nothing more', async () => {
  const seen = watch();
  const stopping = new AbortController();
  const next = (outcome: string) => {
    if (outcome === 'done') return null;
    stopping.abort();
    return { pauseMs: 60_000, send: () => Promise.resolve('done') };
  };

  await runOpenLoop(
    loop({ next, starts: Float64Array.from([0]), signal: stopping.signal, observer: seen.observer }),
  );

  expect(seen.finished.map(({ outcome }) => outcome)).toEqual(['answer 0']);
});
