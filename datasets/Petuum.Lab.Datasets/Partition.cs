using Petuum.Lab.Core;

namespace Petuum.Lab.Datasets;

/// <summary>Who gets what, for data in memory. Ranges are contiguous, in order, and cover everything.</summary>
public static class Partition
{
    /// <summary>
    /// The indices of <paramref name="part"/> among 0 … <paramref name="count"/> − 1; sizes differ by at most 1.
    /// </summary>
    public static IndexRange ByCount(int count, DataPart part)
    {
        (long start, long end) = part.Slice(count);
        return new IndexRange((int)start, (int)end);
    }

    /// <summary>Each part of 0 … <paramref name="count"/> − 1, for <paramref name="workers"/> workers.</summary>
    public static IndexRange[] ByCount(int count, int workers) =>
        [.. Enumerable.Range(0, workers).Select(worker => ByCount(count, new DataPart(worker, workers)))];

    /// <summary>
    /// Lines (rows in row layout, columns in column layout) for <paramref name="workers"/> workers, balanced by
    /// nonzeros: no worker has more than its even share and one line.
    /// </summary>
    public static IndexRange[] ByNonzeros(SparseMatrix matrix, int workers) => Balance(matrix.Offsets, workers);

    /// <summary>
    /// Users for <paramref name="workers"/> workers, balanced by their ratings: no worker has more than its even share
    /// and one user.
    /// </summary>
    public static IndexRange[] UsersByRatings(Ratings ratings, int workers) =>
        ByWeights(ratings.CountsOfUsers(), workers);

    /// <summary>
    /// Items in <paramref name="blocks"/> blocks, balanced by their ratings: no block has more than its even share and
    /// one item.
    /// </summary>
    public static IndexRange[] ItemsByRatings(Ratings ratings, int blocks) =>
        ByWeights(ratings.CountsOfItems(), blocks);

    /// <summary>
    /// Documents for <paramref name="workers"/> workers, balanced by their tokens: no worker has more than its even
    /// share and one document.
    /// </summary>
    public static IndexRange[] ByTokens(Documents documents, int workers)
    {
        int[] tokens = new int[documents.Count];
        for (int document = 0; document < tokens.Length; document++)
        {
            tokens[document] = documents.LengthOf(document);
        }

        return ByWeights(tokens, workers);
    }

    /// <summary>Words in <paramref name="blocks"/> blocks, balanced by their tokens.</summary>
    public static IndexRange[] WordsByTokens(Documents documents, int blocks)
    {
        int[] tokens = new int[documents.Words];
        for (int entry = 0; entry < documents.Entries; entry++)
        {
            tokens[documents.Word[entry]] += documents.Times[entry];
        }

        return ByWeights(tokens, blocks);
    }

    /// <summary>
    /// The worker that owns an original id when owners are hashed: the same in every file, and unaffected by which
    /// other ids there are.
    /// </summary>
    public static int OwnerOf(long id, int workers)
    {
        Invariant.Require(workers > 0, $"{workers} workers own nothing.");
        ulong mixed = unchecked((ulong)id + 0x9E3779B97F4A7C15);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return (int)((mixed ^ (mixed >> 31)) % (uint)workers);
    }

    /// <summary>
    /// Things for <paramref name="parts"/> owners, balanced by how often each counts: no owner has more than its even
    /// share and one thing.
    /// </summary>
    public static IndexRange[] ByWeights(ReadOnlySpan<int> weights, int parts)
    {
        int[] before = new int[weights.Length + 1];
        for (int index = 0; index < weights.Length; index++)
        {
            before[index + 1] = before[index] + weights[index];
        }

        return Balance(before, parts);
    }

    /// <summary>
    /// Cuts before the first line at which the running total reaches w/P of the whole; by count when there is nothing
    /// to weigh.
    /// </summary>
    private static IndexRange[] Balance(ReadOnlySpan<int> before, int workers)
    {
        Invariant.Require(workers > 0, $"{workers} workers share nothing.");
        int lines = before.Length - 1;
        long total = before[lines];
        IndexRange[] ranges = new IndexRange[workers];
        int start = 0;
        for (int worker = 0; worker < workers; worker++)
        {
            if (total == 0)
            {
                ranges[worker] = ByCount(lines, new DataPart(worker, workers));
                continue;
            }

            int end = start;
            while (end < lines && (worker == workers - 1 || before[end] * (long)workers < total * (worker + 1)))
            {
                end++;
            }

            ranges[worker] = new IndexRange(start, end);
            start = end;
        }

        return ranges;
    }
}
