import type { Resource } from '../model/document';
import { namespaceLabel } from '../model/namespace';
import { changedObjects } from './changed-objects';
import { documentsOf } from './changed-objects';
