import { beforeEach, expect, test } from "vitest";
import { router } from "./router.svelte";

beforeEach(async () => void (await router.go("home")));

test("a screen that something would be lost on is left only when the person agrees", async () => {
  let agreed = false;
  const stop = router.guard(() => agreed);
  expect(await router.go("clients")).toBe(false);
  expect(router.route.screen).toBe("home");
  agreed = true;
  expect(await router.go("clients")).toBe(true);
  stop();
});

test("a sheet asks before the screen under it, which is not asked when the sheet stays", async () => {
  const asked: string[] = [];
  const answers = { screen: true, sheet: false };
  const guard = (name: "screen" | "sheet") =>
    router.guard(() => {
      asked.push(name);
      return answers[name];
    });
  const stops = [guard("screen"), guard("sheet")];
  await router.go("clients");
  expect(asked).toEqual(["sheet"]);
  answers.sheet = true;
  await router.go("clients");
  expect(asked).toEqual(["sheet", "sheet", "screen"]);
  for (const stop of stops) stop();
});

test("a sheet that is closed leaves the question of its screen where it was", async () => {
  const stopScreen = router.guard(() => false);
  const stopSheet = router.guard(() => true);
  stopSheet();
  expect(await router.go("clients")).toBe(false);
  stopScreen();
  expect(await router.go("clients")).toBe(true);
});

test("the way back asks as well", async () => {
  await router.go("clients");
  const stop = router.guard(() => false);
  await router.back();
  expect(router.route.screen).toBe("clients");
  stop();
  await router.back();
  expect(router.route.screen).toBe("home");
});
