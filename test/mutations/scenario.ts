/** A right way to lead traffic out, as manifests of our own, with the requests that it is for. */
export interface Scenario {
  /** A word for it, in the lists of cells. */
  readonly key: string;
  /** In a few words; the number is that of part A of our notes on scenarios. */
  readonly name: string;
  readonly manifests: string;
  readonly requests: readonly ScenarioRequest[];
}

export interface ScenarioRequest {
  /** `namespace` or `namespace/app=web,…`. */
  readonly from: string;
  readonly to: string;
  /** As `inShort` of test/traced.ts writes it. */
  readonly becomes: string;
}
