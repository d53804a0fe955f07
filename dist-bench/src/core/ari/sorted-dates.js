export function sortedDates(nights) {
    return [...nights.keys()].sort();
}
//# sourceMappingURL=sorted-dates.js.map