import type { VNode } from 'preact';
import type { PlanBlock } from '../../src/shared/transcript/reduce.ts';
import { t } from '../words/l10n.ts';
import { Icon } from './StateIcon.tsx';

type Item = PlanBlock['items'][number];

/** What Kimi is about to do, item by item. */
export function PlanView({ block }: { block: PlanBlock }): VNode {
  const { items } = block;
  const done = items.filter(({ state }) => state === 'done').length;
  return (
    <div class="card">
      <div class="plan-title">
        <span class="codicon codicon-checklist" aria-hidden="true" />
        <span class="verb">{t('Plan')}</span>
        <span class="outcome">{t('{0} of {1}', done, items.length)}</span>
      </div>
      <ul class="plan-items" aria-label={t('Plan')}>
        {items.map((item, index) => (
          <li
            key={`${index} ${item.text}`}
            class={`plan-item plan-${item.state}`}
            aria-current={item.state === 'active' ? 'step' : undefined}
          >
            <ItemIcon state={item.state} />
            <span>{item.text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function ItemIcon({ state }: Pick<Item, 'state'>): VNode {
  switch (state) {
    case 'open':
      return <Icon name="circle-large" label={t('To do')} />;
    case 'active':
      return <Icon name="arrow-right" label={t('In progress')} />;
    case 'done':
      return <Icon name="pass" label={t('Done')} />;
  }
}
