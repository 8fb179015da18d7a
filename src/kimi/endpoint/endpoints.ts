import { type Place, placeOfHost } from '../../util/network/placeOfHost.ts';
import { withoutEnding } from '../../util/text/withoutEnding.ts';
import { isPreset, PRESETS, type Preset, type PresetId } from './presets.ts';

/** The model that the bundled simulator serves: its answers are scripted, and the panel says so. */
export const SIMULATOR_MODEL = 'scripted-simulator';

/** Where requests go: a preset with the user's settings applied. */
export interface Endpoint extends Omit<Preset, 'baseUrl' | 'models'> {
  preset: PresetId;
  /** With the `/v1`, without a slash at the end. */
  baseUrl: string;
  /** Scheme, host and port: what a key is bound to. */
  origin: string;
  model: string;
  /** Where its address leads by its own words. */
  place: Place;
  /** The addresses that plain http to a place in the user's own network may connect to, as the user has agreed to by now. */
  agreed?: () => readonly string[];
  /** The program that requests come from, as in `vscode/1.101.0`. */
  editor?: string;
}

/** Whether there is no use in a request without a key, as of a service that hands them out. Any other server is tried without. */
export function needsKey({ keyUrl }: Endpoint): boolean {
  return keyUrl !== undefined;
}

export interface EndpointSettings {
  endpoint: string;
  baseUrl: string;
  model: string;
  editor?: string;
}

export type EndpointProblem = 'unknownPreset' | 'noBaseUrl' | 'badBaseUrl' | 'plainHttp';

/** The endpoint that the settings describe, or what is wrong with them. */
export function resolveEndpoint(settings: EndpointSettings): Endpoint | { problem: EndpointProblem } {
  const id = settings.endpoint;
  if (!isPreset(id)) return { problem: 'unknownPreset' };
  const { baseUrl: address, models, ...preset } = PRESETS[id];
  const baseUrl = withoutEnding((address.type === 'fixed' ? address.url : settings.baseUrl).trim(), '/');
  if (baseUrl === '') return { problem: 'noBaseUrl' };
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    return { problem: 'badBaseUrl' };
  }
  const place = placeOfHost(url.hostname);
  if (url.protocol === 'http:' && place === 'elsewhere') return { problem: 'plainHttp' };
  const model = settings.model.trim() || (models[0] ?? '');
  const { editor } = settings;
  return {
    ...preset,
    preset: id,
    baseUrl,
    origin: url.origin,
    model,
    place,
    ...(editor === undefined ? {} : { editor }),
  };
}
