import type { VNode } from 'preact';
import { showInvisible } from '../../src/shared/showInvisible.ts';
import type { ServerLaunch } from '../../src/shared/transcript/reduce.ts';
import { t } from '../words/l10n.ts';

/** How a server of tools would be reached: all of it, since it runs with the user's rights. */
export function ServerLaunchView({ launch }: { launch: ServerLaunch }): VNode {
  if (launch.type === 'http') {
    return (
      <div class="launch">
        <code>{showInvisible(launch.url)}</code>
        {launch.headers.length > 0 ? (
          <p class="card-note">{t('Headers: {0}', launch.headers.map(showInvisible).join(', '))}</p>
        ) : null}
      </div>
    );
  }
  return (
    <div class="launch">
      <code>{[launch.command, ...launch.args].map(quoted).join(' ')}</code>
      <p class="card-note">{t('in {0}', showInvisible(launch.cwd))}</p>
      {launch.environment.length > 0 ? (
        <>
          <p class="card-note">{t('Environment:')}</p>
          <code>{launch.environment.map(showInvisible).join('\n')}</code>
        </>
      ) : null}
    </div>
  );
}

/** One word of a command, told apart from the next. */
function quoted(word: string): string {
  return /^[^\s"']+$/.test(word) ? showInvisible(word) : showInvisible(JSON.stringify(word));
}
