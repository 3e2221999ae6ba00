import type { Rule } from '../rule';
import { enumCase } from './enum-case';
import { fieldType } from './field-type';
import { invalidObject } from './invalid-object';
import { portnameUnsetProtocol } from './portname-unset-protocol';
import { snakeCaseField } from './snake-case-field';
import { unknownField } from './unknown-field';
import { unusedIgnore } from './unused-ignore';
import { writtenTwice } from './written-twice';
import { yamlSyntax } from './yaml-syntax';

/** How manifests are written. */
export const manifestsRules: readonly Rule[] = [
  snakeCaseField,
  unknownField,
  enumCase,
  fieldType,
  invalidObject,
  yamlSyntax,
  portnameUnsetProtocol,
  writtenTwice,
  unusedIgnore,
];
