using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Parts;

/// <summary>
/// A program whose workers can be made where nothing of the data is but their own samples: from a program over that
/// part and a few facts about the whole. Only evaluation needs all of them.
/// </summary>
public interface IPartedProgram : IProgram
{
    /// <summary>False for options with which a worker needs others' samples after all.</summary>
    bool IsParted => true;

    /// <summary>Whether the scheduler needs all the data, where workers do not.</summary>
    bool SchedulesByData => false;

    /// <summary>The samples of each worker, rows, users or documents: one range after the other.</summary>
    IReadOnlyList<IndexRange> PartsOf(int workers);

    /// <summary>Bytes that <see cref="SaveFacts"/> writes, about.</summary>
    long FactsBytes { get; }

    /// <summary>
    /// Writes what a program over a part must know of the whole to be the same but for the samples that it lacks:
    /// tables, their first values, scales, how the data are cut.
    /// </summary>
    /// <param name="workers">How many there are.</param>
    /// <param name="facts">Where it goes.</param>
    void SaveFacts(int workers, StateWriter facts);
}
