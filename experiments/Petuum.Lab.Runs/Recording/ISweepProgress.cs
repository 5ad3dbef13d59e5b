using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Runs;

/// <summary>
/// Is told how a sweep goes on, from several threads at once. Runs are named by their place in the sweep.
/// </summary>
internal interface ISweepProgress
{
    /// <summary>A run starts.</summary>
    void Started(int index);

    /// <summary>A run was evaluated.</summary>
    void Evaluated(int index, ClockRecord record);

    /// <summary>A run is over, or was before.</summary>
    void Ended(int index, RunResults results, bool isResumed);
}
