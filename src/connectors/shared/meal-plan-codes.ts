/** "OpenTravel, code list MPT", by our names of meal plans; of several codes for one the first is written. */
const MEAL_PLANS: readonly (readonly [code: string, name: string])[] = [
  ['1', 'ALL_INCLUSIVE'],
  ['3', 'BREAKFAST'],
  ['3', 'BED_AND_BREAKFAST'],
  ['4', 'BREAKFAST'],
  ['6', 'BREAKFAST'],
  ['10', 'FULL_BOARD'],
  ['12', 'HALF_BOARD'],
  ['14', 'ROOM_ONLY'],
  ['15', 'ROOM_ONLY'],
  ['17', 'HALF_BOARD'],
  ['19', 'BREAKFAST'],
];

/** Null for a meal plan that the list has no code for. */
export function mealPlanCode(name: string | null | undefined): string | null {
  return MEAL_PLANS.find(([, known]) => known === name)?.[0] ?? null;
}

/** Null for a code that is no meal plan of ours. */
export function mealPlanName(code: string | null): string | null {
  return MEAL_PLANS.find(([known]) => known === code)?.[1] ?? null;
}
