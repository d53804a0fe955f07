/**
 * Runs the sides in turn, `warmUps` rounds that do not count and `rounds` that do. What else the machine does then
 * meets all of them alike: the ratio of two sides holds where their figures alone would not.
 * @returns for each side what its counted rounds gave, in order.
 */
export async function interleave(sides, { warmUps, rounds }) {
    const results = sides.map(() => []);
    for (let round = 0; round < warmUps + rounds; round += 1) {
        for (const [index, side] of sides.entries()) {
            // Garbage of the side before must not be collected on this one's time.
            globalThis.gc?.();
            const result = await side(round);
            if (round >= warmUps)
                results[index]?.push(result);
        }
    }
    return results;
}
//# sourceMappingURL=interleave.js.map