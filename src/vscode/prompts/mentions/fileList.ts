import type { Workspace } from '../../../agent/contracts/workspace.ts';
import { foldersOf, PathIndex } from '../../../util/search/pathIndex.ts';

/** Milliseconds after which the files are listed anew, while the old list answers. */
const FRESH_MS = 3_000;

/** The workspace's files and folders by name, without those that are ignored, as they were a moment ago. */
export class FileList {
  private readonly workspace: Workspace;
  private current: Promise<PathIndex> | undefined;
  private listedAt = 0;
  private listing = false;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /** A name that `begins` has them listed anew where that was not done of late: not while one is typed, which must be quick. */
  async index(begins: boolean): Promise<PathIndex> {
    if (this.current === undefined) {
      this.current = this.list();
      this.current.catch(() => {
        this.current = undefined;
      });
    } else if (begins && !this.listing && performance.now() - this.listedAt > FRESH_MS) this.renew();
    return await this.current;
  }

  private renew(): void {
    this.list().then(
      (index) => {
        this.current = Promise.resolve(index);
      },
      () => {}, // The old list goes on answering.
    );
  }

  private async list(): Promise<PathIndex> {
    this.listing = true;
    try {
      if (this.workspace.folders().length === 0) return new PathIndex([]);
      const { paths } = await this.workspace.findFiles({}, new AbortController().signal);
      return new PathIndex([...paths, ...foldersOf(paths)]);
    } finally {
      this.listing = false;
      this.listedAt = performance.now();
    }
  }
}
