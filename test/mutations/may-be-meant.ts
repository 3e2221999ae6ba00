import type { CellList } from './cells';

/**
 * What makes scenarios worse and need not be named: what is left is as right as what there was, only for somebody who
 * means something else. Each line has its reason.
 */
export const mayBeMeant: CellList = {};
