import type { Name } from '../../model/name';
import { label } from '../../rules/places';
import { definitionsOf } from '../definitions';
import { code, codes } from '../markdown';
import type { Spot } from '../spot';
import { describeGateway } from './gateway';
import { describeHost } from './host';
import { describeSection } from './listener';
import { describeObject } from './object';
import { describeSubset } from './subset';

/** What a name at a place stands for, as Markdown. */
export function describeName(name: Name, spot: Spot): string | undefined {
  switch (name.kind) {
    case 'gateway':
      return describeGateway(name, spot);
    case 'host':
      return describeHost(name.host, spot);
    case 'subset':
      return describeSubset(name, spot);
    case 'label': {
      const pods = definitionsOf(name, spot).map(({ object }) => label(object));
      return pods.length > 0 ? `**${code(`${name.key}=${name.value}`)}** pods of ${codes(pods)}` : undefined;
    }
    case 'object':
      return describeObject(name, spot);
    case 'section':
      return describeSection(name, spot);
    case 'namespace':
      return undefined;
  }
}
