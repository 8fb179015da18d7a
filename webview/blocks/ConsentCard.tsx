import type { VNode } from 'preact';
import { showInvisible } from '../../src/shared/showInvisible.ts';
import type { ConsentBlock } from '../../src/shared/transcript/reduce.ts';
import { t } from '../words/l10n.ts';
import { toolSourceName } from '../words/toolSourceName.ts';
import { DecisionButtons } from './DecisionButtons.tsx';
import { ServerLaunchView } from './ServerLaunchView.tsx';

export function ConsentCard({ block }: { block: ConsentBlock }): VNode {
  return (
    <div class={block.state === 'pending' ? 'card asks' : 'card'}>
      <div class="consent-question">
        <Question block={block} />
        <span class="outcome">
          {block.helper ? t('for a helper') : ''} {consentState(block.state)}
        </span>
      </div>
      <Subject block={block} />
      {block.state === 'pending' ? (
        <DecisionButtons action={block.action} {...answers(block.asks)} why={whyOf(block)} />
      ) : null}
    </div>
  );
}

function Question({ block: { asks, why } }: { block: ConsentBlock }): VNode {
  // Older logs do not say why: then it was this.
  const outside = why?.reasons?.some(({ type }) => type === 'outside') ?? true;
  switch (asks.type) {
    case 'read':
      return (
        <>
          <span class="codicon codicon-eye" aria-hidden="true" />
          <span>
            {outside ? t('Read outside the workspace:') : t('Read:')} <code>{showInvisible(asks.path)}</code>
          </span>
        </>
      );
    case 'input':
      return (
        <>
          <span class="codicon codicon-keyboard" aria-hidden="true" />
          <span>
            {t('Type into a running command:')} <code>{showInvisible(asks.text.replace(/\n$/, ''))}</code>
            <code class="typed-into">$ {showInvisible(asks.command)}</code>
          </span>
        </>
      );
    case 'fetch':
      return (
        <>
          <span class="codicon codicon-globe" aria-hidden="true" />
          <span>
            {asks.local ? t('Fetch from {0}, in your own network:', asks.host) : t('Fetch from {0}:', asks.host)}{' '}
            <code>{showInvisible(asks.url)}</code>
          </span>
        </>
      );
    case 'tool':
      return (
        <>
          <span class="codicon codicon-tools" aria-hidden="true" />
          <span>
            {t('Use a tool of {0}:', toolSourceName(asks.source))} <code>{showInvisible(asks.tool)}</code>
          </span>
        </>
      );
    case 'server':
      return (
        <>
          <span class="codicon codicon-server-process" aria-hidden="true" />
          <span>
            {asks.changed
              ? t('Start a tool server of this folder, which was changed since you agreed to it:')
              : t('Start a tool server of this folder:')}{' '}
            <code>{showInvisible(asks.server)}</code>
          </span>
        </>
      );
  }
}

/** What is asked, exactly, where the question does not hold it. Once it is decided, a call's own block tells its arguments. */
function Subject({ block: { asks, state } }: { block: ConsentBlock }): VNode | null {
  if (asks.type === 'server') return <ServerLaunchView launch={asks.launch} />;
  if (asks.type !== 'tool' || asks.arguments === '{}' || state !== 'pending') return null;
  return (
    <section aria-label={t('Arguments')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
      <pre class="detail-text" tabIndex={0}>
        {prettyJson(asks.arguments)}
      </pre>
    </section>
  );
}

function prettyJson(json: string): string {
  return JSON.stringify(JSON.parse(json), undefined, 2).split('\n').map(showInvisible).join('\n');
}

function answers(asks: ConsentBlock['asks']): { yes: string; no: string } {
  switch (asks.type) {
    case 'read':
    case 'fetch':
      return { yes: t('Accept'), no: t('Reject') };
    case 'input':
      return { yes: t('Type'), no: t('Skip') };
    case 'tool':
      return { yes: t('Allow'), no: t('Skip') };
    case 'server':
      return { yes: asks.launch.type === 'http' ? t('Connect') : t('Start'), no: t('Skip') };
  }
}

/** The question itself says that a place is outside. */
function whyOf({ why }: ConsentBlock): ConsentBlock['why'] {
  return why && { ...why, reasons: why.reasons?.filter(({ type }) => type !== 'outside' && type !== 'local') ?? [] };
}

function consentState(state: ConsentBlock['state']): string {
  switch (state) {
    case 'pending':
      return '';
    case 'accepted':
      return t('accepted');
    case 'rejected':
      return t('rejected');
    case 'cancelled':
      return t('cancelled');
  }
}
