// Which files wait to be imported: dropped on the window, or chosen.
import { chooseFiles } from "$lib/bridge";
import { t } from "$lib/texts.svelte";
import { toasts } from "$lib/toasts.svelte";

interface Waiting {
  /** Tells it from the same file dropped again. */
  id: number;
  path: string;
}

class Imports {
  /** The first is open in the dialog, the others come after it. */
  files = $state.raw<Waiting[]>([]);
  #last = 0;

  add(paths: string[]) {
    this.files = [...this.files, ...paths.map((path) => ({ id: ++this.#last, path }))];
  }

  async choose() {
    try {
      this.add(
        await chooseFiles(
          t("import-choose"),
          [
            { name: t("import-file-kind"), extensions: ["csv", "tsv", "txt"] },
            { name: t("import-any-file"), extensions: ["*"] },
          ],
          true,
        ),
      );
    } catch (error) {
      toasts.bad(error);
    }
  }

  /** Done with the first file. */
  next() {
    this.files = this.files.slice(1);
  }
}

export const imports = new Imports();
