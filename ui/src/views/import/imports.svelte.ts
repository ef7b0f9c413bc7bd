// Which files wait to be imported: dropped on the window, or chosen.
import { chooseFiles } from "$lib/bridge";
import { onPersonGone } from "$lib/leave";
import { t } from "$lib/texts.svelte";
import { toasts } from "$lib/toasts.svelte";
import { finishedBehind, type ImportReport } from "./report";

interface Waiting {
  /** Tells it from the same file dropped again. */
  id: number;
  path: string;
}

class Imports {
  /** The first is open in the dialog, the others come after it. */
  files = $state.raw<Waiting[]>([]);
  /** What an import did that ended in the background, while the person looks at it. */
  report = $state.raw<{ name: string; report: ImportReport } | null>(null);
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

  /** Says how the import of the file `name` ended whose dialog is gone. */
  tell(name: string, report: ImportReport) {
    toasts.show({
      tone: report.invalid > 0 ? "plain" : "good",
      text: finishedBehind(report),
      // Refused rows wait for somebody to correct them.
      stays: report.invalid > 0,
      action: { label: t("import-show-report"), run: () => (this.report = { name, report }) },
    });
  }

  /** Done with the first file. */
  next() {
    this.files = this.files.slice(1);
  }
}

export const imports = new Imports();
onPersonGone(() => {
  imports.files = [];
  imports.report = null;
});
