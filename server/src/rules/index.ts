import { destinationPortNotInService } from './destination-port-not-in-service';
import { egressFirstLegMissing } from './egress-first-leg-missing';
import { egressLoop } from './egress-loop';
import { egressSecondLegMissing } from './egress-second-leg-missing';
import { enumCase } from './enum-case';
import { fieldType } from './field-type';
import { matchGatewayNotBound } from './match-gateway-not-bound';
import { meshRoutePortWithoutServer } from './mesh-route-port-without-server';
import type { Rule } from './rule';
import { serviceEntryNoneBehindGateway } from './service-entry-none-behind-gateway';
import { snakeCaseField } from './snake-case-field';
import { subsetNotFound } from './subset-not-found';
import { unknownField } from './unknown-field';
import { virtualServiceGatewayNotFound } from './virtual-service-gateway-not-found';
import { virtualServiceGatewayOtherNamespace } from './virtual-service-gateway-other-namespace';
import { virtualServiceHostNotInGateway } from './virtual-service-host-not-in-gateway';
import { yamlSyntax } from './yaml-syntax';

/** Every rule, in the order of the rules page. */
export const rules: readonly Rule[] = [
  virtualServiceGatewayNotFound,
  virtualServiceGatewayOtherNamespace,
  matchGatewayNotBound,
  virtualServiceHostNotInGateway,
  egressSecondLegMissing,
  egressFirstLegMissing,
  egressLoop,
  meshRoutePortWithoutServer,
  destinationPortNotInService,
  subsetNotFound,
  serviceEntryNoneBehindGateway,
  snakeCaseField,
  unknownField,
  enumCase,
  fieldType,
  yamlSyntax,
];
