using System.CommandLine;
using System.Text.Json;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Datasets;
using Petuum.Lab.Files;
using Petuum.Lab.Runs;
using Petuum.Lab.Runs.Models;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab predict</c>: a saved model applied to a file.</summary>
internal static class PredictCommand
{
    /// <summary>The command.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Option<string> model = Required("--model", "DIR", "The folder that 'lab train' saved.");
        Option<string> data = Required("--data", "FILE", "The file to apply it to; gzip files are read as they are.");
        Option<string> target = Required("--out", "FILE", "The CSV file to write, a line for each line of the data.");
        Option<bool> asJson = Arguments.Json();
        ReadingOptions reading = new("--format");
        Command predict = new("predict", "Apply a saved model to a data file.") { model, data, target, asJson };
        reading.AddTo(predict);
        predict.SetAction(parsed =>
        {
            (string folder, string file) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(data));
            SavedModel saved = ModelFolder.Load(terminal.Name(folder));
            Predictor predictor = PredictorOf(saved);
            DataFile opened = DataFile.Open(terminal.Name(file), reading.Read(parsed, terminal));
            Prediction prediction = predictor.Kind switch
            {
                DataKind.Ratings => predictor.Apply(opened.ReadRatings()),
                DataKind.Documents => predictor.Apply(opened.ReadDocuments()),
                _ => predictor.Apply(RowsFor(predictor, opened)),
            };
            string output = parsed.GetRequiredValue(target);
            RefuseOverwriting(output, terminal, [file, Path.Combine(folder, SavedModel.IndexFile)]);
            AtomicFile.Write(terminal.Resolve(output), prediction.Write);
            Tell(terminal, output, prediction);
            if (parsed.GetValue(asJson))
            {
                Arguments.WriteJson(terminal.Out, json => Write(json, saved, output, prediction));
            }

            return ExitCodes.Sound;
        });
        return predict;
    }

    /// <summary>The rows, refused where they cannot be of the features that the model knows.</summary>
    private static RegressionData RowsFor(Predictor predictor, DataFile file)
    {
        RegressionData rows = file.ReadRegression();
        return file.Format == DataFormat.LibSvm || rows.Columns == predictor.Features
            ? rows
            : throw new DataFormatException(
                file.Path, 0, $"{rows.Columns} features, where the model has {predictor.Features}",
                "pass rows of the features that the model was trained on");
    }

    private static Predictor PredictorOf(SavedModel saved) => saved.CreatePredictor() ?? throw saved.Error(
        $"a model of '{saved.Program.Name}', which cannot be applied",
        saved.Program.Descriptor is OwnReference
            ? "start where the path to its assembly leads there"
            : "its program's descriptor has no 'Predict'");

    private static void RefuseOverwriting(string output, LabTerminal terminal, string[] inputs)
    {
        if (inputs.Any(input => terminal.TargetOf(input) == terminal.TargetOf(output)))
        {
            throw new UserException($"--out {output}", "it is also the input file", "choose another name");
        }
    }

    private static void Tell(LabTerminal terminal, string output, Prediction prediction)
    {
        IEnumerable<string> scores = prediction.Scores
            .Select(score => $", {score.Name} {RunTexts.Number(score.Value)}");
        terminal.Out.WriteLine($"{output}: {prediction.Count} predictions{string.Concat(scores)}");
        if (prediction.Unknown > 0)
        {
            terminal.Error.WriteLine($"{prediction.Unknown} {prediction.OnUnknown}");
        }
    }

    private static void Write(Utf8JsonWriter json, SavedModel saved, string output, Prediction prediction)
    {
        json.WriteStartObject();
        json.WriteString("program", saved.Program.Name);
        json.WriteString("out", output);
        json.WriteNumber("predictions", prediction.Count);
        json.WriteNumber("unknown", prediction.Unknown);
        foreach (Core.Programs.Metric score in prediction.Scores)
        {
            json.WriteNumber(score.Name, (double?)score.Value);
        }

        json.WriteEndObject();
    }

    private static Option<string> Required(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName, Required = true };
}
