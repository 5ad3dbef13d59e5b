using System.Text.Json;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs.Training;

/// <summary>What <c>lab train</c> says at its end: a sentence for people, an object for programs.</summary>
internal sealed class TrainingSummary
{
    private readonly TrainingRequest _request;
    private readonly TrainingResult _training;
    private readonly List<Metric> _metrics = [];
    private readonly IEnumerable<string> _findings = [];

    /// <summary>Scores the model, if there is one that can be scored.</summary>
    public TrainingSummary(TrainingRequest request, TrainingResult training)
    {
        (_request, _training) = (request, training);
        if (training.Result is not { Evaluation: { } evaluation })
        {
            return;
        }

        foreach (Metric metric in evaluation.Metrics)
        {
            _metrics.Add(new Metric(Named(metric.Name), metric.Value));
        }

        if (!double.IsNaN(evaluation.Gap))
        {
            Add(new Metric("gap", evaluation.Gap));
        }

        double passes = (double)training.Result.Clock / ClocksPerEpoch;
        _metrics.AddRange(request.Program.Rates(training.Data, passes, training.Learning.TotalSeconds));
        if (training.Result.Model is null)
        {
            return;
        }

        LoadedData data = training.Data;
        _findings = training.Run.Spec.Program.Findings(data, training.Result.Model);
        if (training.CreatePredictor() is not { } predictor)
        {
            return;
        }

        AddScores("train", data.Rows, data.Ratings, predictor);
        AddScores("test", data.TestRows, data.TestRatings, predictor);
        if (data.TestDocuments is { } held)
        {
            AddScores("heldout", predictor.Apply(held));
        }
    }

    private int ClocksPerEpoch => _training.Run.Spec.Program.ClocksPerEpoch(
        _training.Data, _training.Run.Spec.Cluster.Workers);

    /// <summary>What went wrong and what to change; null if nothing did.</summary>
    public (string Problem, string Remedy)? Complaint()
    {
        JobResult result = _training.Result;
        RunSpec spec = _training.Run.Spec;
        return result.Outcome switch
        {
            JobOutcome.Diverged => (
                $"the objective is {RunTexts.Number(result.Evaluation?.Objective ?? double.NaN)} at clock "
                    + $"{result.Clock}: it grew, or is not a number; no model was saved",
                spec.Program.AdviceOnDivergence(spec.Cluster.Workers)),
            JobOutcome.NotConverged => (
                $"the gap is {RunTexts.Number(result.Evaluation?.Gap ?? double.NaN)} after {spec.Stop.Clocks} clocks, "
                    + $"above the tolerance of {spec.Stop.Tolerance}",
                "give more --epochs, a larger --tolerance, or go on from the model with --from"),
            JobOutcome.Stuck => (result.Explanation, "this is a bug of the program or of Petuum.Lab; please report it"),
            _ => null,
        };
    }

    /// <summary>The sentence.</summary>
    public void Write(TextWriter output)
    {
        JobResult result = _training.Result;
        foreach (string finding in _findings)
        {
            output.WriteLine(finding);
        }

        IEnumerable<string> metrics = _metrics.Select(metric => $"{metric.Name} {RunTexts.Number(metric.Value)}");
        output.WriteLine(
            $"{_request.ProgramName} on {_training.Data.Description}: "
            + $"objective {RunTexts.Number(result.Evaluation?.Objective ?? double.NaN)}, {string.Join(", ", metrics)}");
        output.WriteLine(
            $"{result.Clock} clocks, {_training.Run.Spec.Cluster.Workers} workers: "
            + $"{_training.Learning.TotalSeconds:F3} s, loading {_training.Loading.TotalSeconds:F3} s");
    }

    /// <summary>The object.</summary>
    public void Write(Utf8JsonWriter json, int exitCode)
    {
        JobResult result = _training.Result;
        RunSpec spec = _training.Run.Spec;
        json.WriteStartObject();
        json.WriteString("program", _request.ProgramName);
        json.WriteString("runtime", _request.Runtime);
        json.WriteNumber("workers", spec.Cluster.Workers);
        if (Composer.PolicyOf(spec.Consistency, spec.Program.TableNames[0]).Staleness is { } staleness)
        {
            json.WriteNumber("staleness", staleness);
        }
        else
        {
            json.WriteString("staleness", Staleness.UnboundedWord);
        }

        json.WriteString("seed", _request.Seed.ToString());
        json.WriteNumber("clocks", result.Clock);
        json.WriteNumber(
            "epochs", (double)result.Clock / ClocksPerEpoch);
        json.WriteNumber("seconds", _training.Learning.TotalSeconds);
        json.WriteNumber("loadSeconds", _training.Loading.TotalSeconds);
        json.WriteNumber("objective", result.Evaluation?.Objective);
        json.WriteBoolean("converged", _training.IsConverged);
        foreach (Metric metric in _metrics)
        {
            json.WriteNumber(metric.Name, (double?)metric.Value);
        }

        json.WriteNumber("exitCode", exitCode);
        json.WriteEndObject();
    }

    private void AddScores(string of, RegressionData? rows, Ratings? ratings, Predictor predictor)
    {
        if (rows is not null || ratings is not null)
        {
            AddScores(of, rows is not null ? predictor.Apply(rows) : predictor.Apply(ratings!));
        }
    }

    private void AddScores(string of, Prediction prediction)
    {
        foreach (Metric score in prediction.Scores)
        {
            Add(new Metric(of + char.ToUpperInvariant(score.Name[0]) + score.Name[1..], score.Value));
        }
    }

    /// <summary>Adds a metric unless the program has told it already.</summary>
    private void Add(Metric metric)
    {
        if (!_metrics.Exists(known => known.Name == metric.Name))
        {
            _metrics.Add(metric);
        }
    }

    /// <summary><c>train_rmse</c> as <c>trainRmse</c>.</summary>
    private static string Named(string name)
    {
        string[] words = name.Split('_', '-');
        return words[0] + string.Concat(words[1..].Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
