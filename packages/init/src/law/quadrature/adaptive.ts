/** An approximate integral over [low, high]: exact for smooth functions where the interval is short. */
export type Rule = (low: number, high: number) => number;

export interface AdaptiveIntegral {
  readonly value: number;
  /** An estimate of the absolute error, from above. */
  readonly error: number;
}

interface Panel {
  readonly low: number;
  readonly high: number;
  /** By the rule on either half. */
  readonly left: number;
  readonly right: number;
  /** By how much the halves differ from the whole. */
  readonly error: number;
}

/** A jump needs some fifty panels: every halving of the one it lies in halves the error. */
const mostPanels = 1500;

/**
 * The integral from the first of `edges` to the last, by halving the panel of the largest error until what is left is below a part in 10¹³
 * (the strategy of QUADPACK's QAG, Piessens et al., 1983). Never more than 1500 panels, so that noise costs time, but not for ever.
 *
 * @param edges ascending; where it is known that the function bends or jumps there should be one
 */
export function adaptive(rule: Rule, edges: readonly number[]): AdaptiveIntegral {
  const panels = edges.slice(1).map((high, i) => panelOf(rule, edges[i]!, high, rule(edges[i]!, high)));
  for (;;) {
    let value = 0;
    let error = 0;
    let worst = 0;
    for (const [i, panel] of panels.entries()) {
      value += panel.left + panel.right;
      error += panel.error;
      if (panel.error > panels[worst]!.error) worst = i;
    }
    if (!(error > 1e-13 * Math.abs(value)) || panels.length >= mostPanels) return { value, error };
    const { low, high, left, right } = panels[worst]!;
    const middle = (low + high) / 2;
    panels[worst] = panelOf(rule, low, middle, left);
    panels.push(panelOf(rule, middle, high, right));
  }
}

function panelOf(rule: Rule, low: number, high: number, whole: number): Panel {
  const middle = (low + high) / 2;
  const left = rule(low, middle);
  const right = rule(middle, high);
  return { low, high, left, right, error: Math.abs(left + right - whole) };
}
