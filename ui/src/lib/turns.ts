// Work that is asked for more often than it can be done.

/**
 * Does `work` one at a time. All wishes that come meanwhile are granted together by one more turn:
 * each ends with work that began after it, and no stream of wishes keeps the work from ending.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function run(): Promise<void> {
    next = undefined;
    const turn = work().finally(() => {
      if (running === turn) running = undefined;
    });
    return (running = turn);
  }

  return () => next ?? (running ? (next = running.then(run, run)) : run());
}
