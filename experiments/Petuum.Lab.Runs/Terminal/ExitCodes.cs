namespace Petuum.Lab.Runs;

/// <summary>
/// Exit codes that are not a run's verdict; 0 … 5 are those of <see cref="Analysis.Results.Verdict"/>.
/// </summary>
public static class ExitCodes
{
    /// <summary>All went as expected.</summary>
    public const int Sound = 0;

    /// <summary>The command line, the spec or the data cannot be used.</summary>
    public const int BadInput = 1;

    /// <summary>A run did not converge.</summary>
    public const int NotConverged = 2;

    /// <summary>A checker failed, or a run gave other bytes the second time.</summary>
    public const int CheckerFailed = 4;

    /// <summary>The runtime failed, or there is a bug in Petuum.Lab.</summary>
    public const int RuntimeFailed = 5;

    /// <summary>Interrupted by Ctrl-C, as shells have it (128 + SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>Interrupted by SIGTERM, as shells have it (128 + SIGTERM).</summary>
    public const int Terminated = 143;
}
