using System.Globalization;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs.Training;

/// <summary>
/// A line for each evaluation, but not more often than a reader can follow: the first ones, then one a second.
/// </summary>
internal sealed class TrainingProgress(TextWriter output)
{
    private const int FirstOnes = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private TimeSpan _spoken;
    private int _count;

    /// <summary>Tells an evaluation.</summary>
    public void On(RunSpec spec, int clock, Evaluation evaluation, TimeSpan elapsed)
    {
        if (_count++ >= FirstOnes && elapsed - _spoken < Pause)
        {
            return;
        }

        _spoken = elapsed;
        string gap = double.IsNaN(evaluation.Gap) ? "" : $", gap {RunTexts.Number(evaluation.Gap)}";
        string seconds = elapsed.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);
        output.WriteLine(
            $"  clock {clock}/{spec.Stop.Clocks}: objective {RunTexts.Number(evaluation.Objective)}{gap}, {seconds} s");
    }
}
