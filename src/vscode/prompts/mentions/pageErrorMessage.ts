import * as vscode from 'vscode';
import type { PageError } from '../../../tools/web/pageError.ts';

/** Why a page cannot be had, and what to do about it. */
export function pageErrorMessage({ code, place, detail }: PageError): string {
  const { l10n } = vscode;
  switch (code) {
    case 'noAddress':
      return l10n.t('“{0}” is not a web address. Begin with https://', place);
    case 'noHttp':
      return l10n.t('{0} is not fetched: only http and https are.', place);
    case 'credentials':
      return l10n.t('An address with a user name or password is not fetched.');
    case 'plainHttp':
      return l10n.t('{0} redirects to an address that is not encrypted, which was not followed.', place);
    case 'redirects':
      return l10n.t('{0} redirects too often.', place);
    case 'silent':
      return l10n.t('{0} did not answer in time. Try again later.', place);
    case 'unreached':
      return l10n.t('{0} could not be fetched: {1}', place, detail);
    case 'status':
      return l10n.t('{0} answered with status {1}. Check the address.', place, detail);
    case 'noText':
      return l10n.t('{0} cannot be read as text.', place);
  }
}
