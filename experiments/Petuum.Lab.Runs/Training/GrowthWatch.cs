using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Runs.Training;

/// <summary>
/// Ends training when the objective has grown beyond a factor of the smallest one so far: the stop rule compares with
/// the first one only.
/// </summary>
internal sealed class GrowthWatch(double factor, Action stop) : IRunObserver
{
    private double _smallest = double.PositiveInfinity;
    private (int Clock, Evaluation Evaluation)? _grown;

    /// <summary>Called for each evaluation with its clock, for progress.</summary>
    public required Action<int, Evaluation> Evaluated { get; init; }

    /// <inheritdoc/>
    public bool WantsEvaluationsOnly => true;

    /// <inheritdoc/>
    public void On(in RunEvent happened)
    {
        if (happened.Payload is Evaluation evaluation)
        {
            Evaluated(happened.Clock, evaluation);
            On(happened.Clock, evaluation);
        }
    }

    private void On(int clock, Evaluation evaluation)
    {
        if (_grown is null && _smallest > 0 && evaluation.Objective > factor * _smallest)
        {
            _grown = (clock, evaluation);
            stop();
        }

        _smallest = Math.Min(_smallest, evaluation.Objective);
    }

    /// <summary>The result, diverged if it was ended for that.</summary>
    public JobResult Judge(JobResult result) => _grown is not { } grown
        ? result
        : result with
        {
            Outcome = JobOutcome.Diverged,
            Clock = grown.Clock,
            Evaluation = grown.Evaluation,
            Model = null,
        };
}
