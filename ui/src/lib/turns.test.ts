import { expect, test } from "vitest";
import { oneAtATime } from "./turns";

/** Work that ends when it is told to. */
function slow() {
  const ends: (() => void)[] = [];
  const work = oneAtATime(() => new Promise<void>((resolve) => ends.push(resolve)));
  return { ends, work };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

test("wishes that come while the work is done are granted by one more turn", async () => {
  const { ends, work } = slow();
  const wishes = [work(), work(), work()];
  expect(ends.length).toBe(1);
  ends[0]?.();
  await wishes[0];
  await settle();
  expect(ends.length).toBe(2);
  ends[1]?.();
  await Promise.all(wishes);
  expect(ends.length).toBe(2);
});

test("a stream of wishes does not keep the work from ending", async () => {
  const { ends, work } = slow();
  let granted = 0;
  for (let turn = 0; turn < 5; turn += 1) {
    void work().then(() => (granted += 1));
    void work();
    ends[turn]?.();
    await settle();
  }
  // Only the last one still waits.
  expect(granted).toBe(4);
});

test("the work goes on after a failure", async () => {
  let turns = 0;
  const work = oneAtATime(async () => {
    turns += 1;
    if (turns === 1) throw new Error("once");
  });
  const [first, second] = [work(), work()];
  await expect(first).rejects.toThrow("once");
  await second;
  expect(turns).toBe(2);
});
