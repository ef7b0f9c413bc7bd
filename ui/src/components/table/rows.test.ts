import { expect, test } from "vitest";
import { PAGE, RowSource, type Loaders, type RowRequest } from "./rows.svelte";

interface Item {
  id: string;
}

/** A list as the engine keeps it: cursors are the place after which to go on. */
class Shelf {
  asked: RowRequest[] = [];
  constructor(public items: Item[]) {}

  loaders(counted: boolean): Loaders<Item> {
    return {
      page: async (request) => {
        this.asked.push(request);
        const from = request.after === null ? (request.offset ?? 0) : Number(request.after);
        const end = from + request.limit;
        const next = end < this.items.length ? String(end) : null;
        return { rows: this.items.slice(from, end), next };
      },
      ...(counted && { count: async () => ({ count: this.items.length, exact: true }) }),
    };
  }
}

const shelf = (count: number) =>
  new Shelf(Array.from({ length: count }, (_, index) => ({ id: `${index}` })));

/** Lets everything that was asked be answered. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

test("a jump is asked for by its place, the pages after it by the cursor", async () => {
  const books = shelf(600_000);
  const source = new RowSource<Item>(books.loaders(true));
  await source.restart();
  expect(source.count).toBe(600_000);
  source.show(500_080, 500_120);
  await settle();
  expect(source.row(500_010)?.id).toBe("500010");
  source.show(500_090, 500_110);
  await settle();
  expect(source.row(500_105)?.id).toBe("500105");
  const jumps = books.asked.filter((request) => request.offset !== null);
  expect(jumps).toEqual([{ after: null, offset: 500_000, limit: PAGE }]);
});

test("a list without a count is read in order and grows to its end", async () => {
  const source = new RowSource<Item>(shelf(PAGE * 2 + 7).loaders(false));
  await source.restart();
  expect(source.count).toBe(PAGE + 1);
  for (let turn = 0; turn < 4; turn += 1) {
    source.show(source.count - 1, source.count);
    await settle();
  }
  expect(source.count).toBe(PAGE * 2 + 7);
  expect(source.row(PAGE * 2 + 6)?.id).toBe(`${PAGE * 2 + 6}`);
});

test("a list that shows only so many of more ends there, and says so", async () => {
  const source = new RowSource<Item>({
    ...shelf(PAGE * 10).loaders(false),
    count: async () => ({ count: PAGE * 10, exact: false }),
  });
  await source.restart();
  source.show(source.count - 1, source.count);
  await settle();
  expect(source.row(PAGE * 10 - 1)?.id).toBe(`${PAGE * 10 - 1}`);
  expect([source.count, source.exact]).toEqual([PAGE * 10, false]);
});

test("the old rows stay until the new ones are there", async () => {
  const books = shelf(10);
  const source = new RowSource<Item>(books.loaders(true));
  await source.restart();
  books.items = [{ id: "new" }, ...books.items];
  const reloading = source.reload();
  expect(source.row(0)?.id).toBe("0");
  await reloading;
  expect(source.row(0)?.id).toBe("new");
  expect(source.count).toBe(11);
});

test("an answer to an earlier question does not overwrite a later one", async () => {
  const answers: ((rows: Item[]) => void)[] = [];
  const source = new RowSource<Item>({
    page: () =>
      new Promise((resolve) => answers.push((rows) => resolve({ rows, next: null }))),
  });
  const first = source.restart();
  const second = source.restart();
  answers[1]?.([{ id: "second" }]);
  await second;
  answers[0]?.([{ id: "first" }]);
  await first;
  expect(source.row(0)?.id).toBe("second");
});

/** A list that answers when it is told to. */
function slow() {
  const answers: ((...ids: string[]) => void)[] = [];
  const source = new RowSource<Item>({
    page: () =>
      new Promise((resolve) =>
        answers.push((...ids) => resolve({ rows: ids.map((id) => ({ id })), next: null })),
      ),
  });
  return { answers, source };
}

test("hints that come faster than answers do not keep the rows from changing", async () => {
  const { answers, source } = slow();
  const started = source.restart();
  answers[0]?.("0");
  await started;
  for (let turn = 1; turn <= 5; turn += 1) {
    void source.reload();
    void source.reload();
    answers[turn]?.(`${turn}`);
    await settle();
    expect(source.row(0)?.id).toBe(`${turn}`);
  }
});

test("a hint does not overtake another list on its way, nor does the old list come after it", async () => {
  const { answers, source } = slow();
  const started = source.restart();
  answers[0]?.("old");
  await started;
  void source.reload();
  const restarted = source.restart();
  void source.reload();
  answers[2]?.("new");
  await restarted;
  expect([source.row(0)?.id, source.begun]).toEqual(["new", 2]);
  answers[1]?.("old");
  await settle();
  expect(source.row(0)?.id).toBe("new");
  // The hint that came meanwhile is not forgotten.
  answers[3]?.("newer");
  await settle();
  expect(source.row(0)?.id).toBe("newer");
});

test("deep in a list without a count only what is in sight is read again, and the top on return", async () => {
  const books = shelf(PAGE * 9);
  const source = new RowSource<Item>(books.loaders(false));
  await source.restart();
  for (let page = 1; page < 6; page += 1) {
    source.show(page * PAGE + 20, page * PAGE + 60);
    await settle();
  }
  books.asked = [];
  await source.reload();
  await settle();
  expect(books.asked.map(({ after }) => after)).toEqual([`${PAGE * 5}`, `${PAGE * 6}`]);
  books.items[0] = { id: "new" };
  await source.reload();
  expect(source.row(0)?.id).toBe("0");
  source.show(0, 40);
  await settle();
  expect(source.row(0)?.id).toBe("new");
});

test("another list begins at its top; the same one read again stays where it is", async () => {
  const books = shelf(PAGE * 5);
  const source = new RowSource<Item>(books.loaders(true));
  await source.restart();
  const begun = source.begun;
  source.show(PAGE * 3, PAGE * 3 + 20);
  await source.reload();
  expect(source.begun).toBe(begun);
  books.items = [];
  await source.restart();
  expect(source.begun).toBe(begun + 1);
});

test("a list that could not be read has not begun", async () => {
  const source = new RowSource<Item>({
    page: () => Promise.reject({ code: "database-lost", parameters: {}, field: null }),
  });
  await source.restart();
  expect(source.begun).toBe(0);
});

test("a range reaches rows that were never in sight", async () => {
  const source = new RowSource<Item>(shelf(1_000).loaders(true));
  await source.restart();
  const rows = await source.rows(90, 310);
  expect(rows.map((row) => row.id)).toEqual(Array.from({ length: 221 }, (_, at) => `${90 + at}`));
});

test("a failure leaves what was shown, and the next reading mends it", async () => {
  const books = shelf(3);
  let broken = false;
  const loaders = books.loaders(true);
  const source = new RowSource<Item>({
    ...loaders,
    page: (request) =>
      broken
        ? Promise.reject({ code: "database-lost", parameters: {}, field: null })
        : loaders.page(request),
  });
  await source.restart();
  broken = true;
  await source.reload();
  expect(source.failure?.code).toBe("database-lost");
  expect(source.row(2)?.id).toBe("2");
  broken = false;
  await source.reload();
  expect(source.failure).toBeNull();
});

test("memory holds the pages around what is in sight, not all that were passed", async () => {
  const source = new RowSource<Item>(shelf(PAGE * 200).loaders(true));
  await source.restart();
  for (let page = 0; page < 200; page += 1) {
    source.show(page * PAGE, page * PAGE + 20);
    await settle();
  }
  expect(source.row(0)).toBeUndefined();
  expect(source.row(PAGE * 199)).toBeDefined();
});
