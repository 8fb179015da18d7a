import { showInvisible } from '../../src/shared/showInvisible.ts';
import type { Hazard, Reason, Rule } from '../../src/shared/transcript/reduce.ts';
import { t } from './l10n.ts';

/** Why an action asks, for the user. What it is about follows the words. */
export function consentReasons(reason: Reason): string {
  switch (reason.type) {
    case 'approvals':
      return t('You decide about this.');
    case 'plan':
      return t('Kimi only plans.');
    case 'untrusted':
      return t('You do not trust this folder.');
    case 'rule':
      return t('A rule of yours asks: {0}', ruleWords(reason.rule));
    case 'outside':
      return t('Outside the workspace:');
    case 'protected':
      return t('Can change what runs or what Kimi is told:');
    case 'excluded':
      return t('Your .kimiignore keeps this from Kimi:');
    case 'secret':
      return t('May hold keys or passwords:');
    case 'hazard':
      return hazardWords(reason.hazard);
    case 'unclear':
      return t('What this would do cannot be told for certain from its text.');
    case 'local':
      return t('Leads to this computer or its network:');
    case 'web':
      return t('Kimi has read pages from the web, and this could carry data out.');
  }
}

function hazardWords(hazard: Hazard): string {
  switch (hazard) {
    case 'deletion':
      return t('Deletes folders or many files:');
    case 'discards':
      return t('Throws away changes that are not committed:');
    case 'history':
      return t('Changes what is committed:');
    case 'forcePush':
      return t('Overwrites or deletes what others have:');
    case 'system':
      return t('Acts on the system, its disks, services or processes:');
    case 'permissions':
      return t('Changes permissions:');
    case 'privileges':
      return t('Runs with other rights:');
    case 'install':
      return t('Installs beyond the workspace:');
    case 'inlineCode':
      return t('Runs code that the gate cannot read:');
    case 'freshCode':
      return t('Runs what was just downloaded or written:');
    case 'publishes':
      return t('Publishes:');
    case 'credentials':
      return t('Has to do with credentials:');
    case 'configuration':
      return t('Changes how tools work or what they check:');
    case 'remote':
      return t('Acts on other computers or sends data to them:');
    case 'environment':
      return t('Changes what other commands mean:');
  }
}

/** A rule as it stands in the settings. */
export function ruleWords(rule: Rule): string {
  return showInvisible(JSON.stringify(rule)).replace(/([:,])"/g, '$1 "');
}
