namespace Petuum.Lab.Apps.MatrixFactorisation.Descent;

/// <summary>What one rotation of the blocks is for.</summary>
internal enum CcdKind
{
    /// <summary>The first one: every worker makes the residuals of its ratings.</summary>
    Open,

    /// <summary>Sums for w_t, which each worker minimises over after its last block.</summary>
    Users,

    /// <summary>Sums for h_t, which whoever visits a block last minimises over.</summary>
    Items,
}

/// <summary>
/// What a round is about: after the opening a sweep is, rank by rank, <c>passes</c> times a rotation for the users and
/// one for the items; a rotation is a round for each block.
/// </summary>
/// <param name="Kind">Whose sums are made.</param>
/// <param name="Rank">t, the column; 0 while opening.</param>
/// <param name="Pass">The pass over this rank, from 0.</param>
/// <param name="Phase">The round within the rotation, from 0.</param>
internal readonly record struct CcdStage(CcdKind Kind, int Rank, int Pass, int Phase)
{
    /// <summary>True where the residual without rank t is made of that without the rank before.</summary>
    public bool BeginsRank => Kind == CcdKind.Users && Pass == 0;

    /// <summary>The stage of a round.</summary>
    public static CcdStage Of(int round, int blocks, MfOptions options)
    {
        (int rotation, int phase) = Math.DivRem(round, blocks);
        if (rotation == 0)
        {
            return new CcdStage(CcdKind.Open, 0, 0, phase);
        }

        (int pass, int half) = Math.DivRem(rotation - 1, 2);
        (int rank, pass) = Math.DivRem(pass, options.PassesInUse);
        return new CcdStage(half == 0 ? CcdKind.Users : CcdKind.Items, rank % options.Rank, pass, phase);
    }

    /// <summary>Rounds of a sweep, in which every factor is changed <c>passes</c> times.</summary>
    public static int RoundsPerSweep(int blocks, MfOptions options) => 2 * options.Rank * options.PassesInUse * blocks;

    /// <summary>True if the rank ends with this rotation.</summary>
    public bool EndsRank(MfOptions options) => Kind == CcdKind.Items && Pass == options.PassesInUse - 1;
}
