import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../host/openWindow.ts';
import { quickExtensions } from '../../host/quickExtensions.ts';
import { type Server, type ServerOptions, startServer } from '../../host/startServer.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { type OpenPanel, openPanel, type PanelOptions } from './openPanel.ts';
import type { Files } from './testFolder.ts';

export interface PanelFixture {
  /** Of the running test. */
  server(): Server;
  /** A window of the test's own. */
  open(options: PanelOptions): Promise<OpenPanel>;
  /**
   * A new session in the window that the tests of the suite share; after a failed test it is another one. With `files` its folder
   * holds these and no others, and no editor is open; the test before must have left nothing unsaved and nothing undecided.
   */
  begin(scenario: Scenario, files?: Files): Promise<OpenPanel>;
}

/** All suites of a process share it: each window has a profile of its own. */
let launched: Promise<Browser> | undefined;
after(async () => await (await launched)?.close());

/**
 * Panel tests of one suite: they share a VS Code server. What a test opens is closed after it, and it fails
 * when the simulator was sent what no client may send, or the panel's script threw.
 *
 * @param shared how the suite's window is opened
 * @param options how the server is started; asked for when the suite begins
 */
export function panelFixture(
  shared: Omit<PanelOptions, 'scenario'> = {},
  options: () => Promise<ServerOptions> = async () => ({ development: true }),
): PanelFixture {
  let development = false;
  let server: Server;
  let browser: Browser;
  let window: OpenPanel | undefined;
  let opened: OpenPanel[] = [];

  before(async () => {
    const wanted = await options();
    development = wanted.development === true;
    server = await startServer({ builtinExtensions: await quickExtensions(), ...wanted });
    launched ??= launchBrowser();
    browser = await launched;
  });
  after(async () => {
    await window?.[Symbol.asyncDispose]();
    await server?.close();
  });
  afterEach(async function () {
    const used = opened;
    opened = [];
    const failed = this.currentTest?.state === 'failed';
    for (const panel of used) if (panel !== window || failed) await panel[Symbol.asyncDispose]();
    if (failed) window = undefined;
    const faults = used.flatMap(({ simulator, errors }) => [...simulator.violations(), ...errors()]);
    if (faults.length > 0) throw new Error(`The client or the panel is at fault: ${faults.join('; ')}`);
  });

  const remember = (panel: OpenPanel) => {
    opened.push(panel);
    return panel;
  };
  return {
    server: () => server,
    open: async (wanted) => remember(await openPanel({ server, browser, development }, wanted)),
    async begin(scenario, files) {
      if (window) await window.begin(scenario, files);
      else
        window = await openPanel(
          { server, browser, development },
          { ...shared, ...(files === undefined ? {} : { files }), scenario },
        );
      return remember(window);
    },
  };
}
