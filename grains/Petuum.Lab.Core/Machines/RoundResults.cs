using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Core.Machines;

/// <summary>What workers sent of one round, by worker.</summary>
internal sealed class RoundResults(int workers)
{
    private readonly PartialResults?[] _results = new PartialResults?[workers];
    private int _missing = workers;

    /// <summary>True if every worker's results are here.</summary>
    public bool IsComplete => _missing == 0;

    /// <summary>The results that are here, in worker order.</summary>
    public IEnumerable<PartialResults> Arrived => _results.OfType<PartialResults>();

    /// <summary>The workers whose results are not here, in order.</summary>
    public IEnumerable<int> Missing => Enumerable.Range(0, _results.Length).Where(worker => _results[worker] is null);

    /// <summary>A worker's results, which are here.</summary>
    public PartialResults this[int worker] => _results[worker]!;

    /// <summary>Adds a worker's results.</summary>
    public void Add(PartialResults results)
    {
        ref PartialResults? place = ref _results[results.From.Index];
        Invariant.Require(place is null, $"{results.From} sent results of round {results.Round} again.");
        place = results;
        _missing--;
    }
}
