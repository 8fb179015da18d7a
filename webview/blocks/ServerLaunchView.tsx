import type { VNode } from 'preact';
import { visible } from '../../src/shared/showInvisible.ts';
import type { ServerLaunch } from '../../src/shared/transcript/reduce.ts';
import { t } from '../words/l10n.ts';

/** How a server of tools would be reached: all of it, since it runs with the person's rights. */
export function LaunchView({ launch }: { launch: ServerLaunch }): VNode {
  if (launch.type === 'http') {
    return (
      <div class="launch">
        <code>{visible(launch.url)}</code>
        {launch.headers.length > 0 ? (
          <p class="card-note">{t('Headers: {0}', launch.headers.map(visible).join(', '))}</p>
        ) : null}
      </div>
    );
  }
  return (
    <div class="launch">
      <code>{[launch.command, ...launch.args].map(quoted).join(' ')}</code>
      <p class="card-note">{t('in {0}', visible(launch.cwd))}</p>
      {launch.environment.length > 0 ? (
        <>
          <p class="card-note">{t('Environment:')}</p>
          <code>{launch.environment.map(visible).join('\n')}</code>
        </>
      ) : null}
    </div>
  );
}

/** One word of a command, told apart from the next. */
function quoted(word: string): string {
  return /^[^\s"']+$/.test(word) ? visible(word) : visible(JSON.stringify(word));
}
