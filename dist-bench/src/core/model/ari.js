export const BOOLEAN_RESTRICTIONS = ['closed', 'closed_to_arrival', 'closed_to_departure'];
export const NUMBER_RESTRICTIONS = [
    'min_stay_arrival',
    'max_stay_arrival',
    'min_stay_through',
    'max_stay_through',
    'min_advance_days',
    'max_advance_days',
];
//# sourceMappingURL=ari.js.map