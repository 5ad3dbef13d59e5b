using System.CommandLine;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Runs;
using Petuum.Lab.Specs;
using Petuum.Lab.Specs.Validation;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab validate SPEC</c>: all that is wrong with a spec, and what it would run.</summary>
internal static class ValidateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Argument<string> spec = new("SPEC") { Description = "The spec: a YAML file." };
        Option<string[]> set = new("--set")
        {
            Description = "Set a key of the spec, such as cluster.workers=8; may be given several times.",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };
        Option<bool> canonical = new("--canonical")
        {
            Description = "Print the spec in canonical form: every value that has an effect, defaults included.",
        };
        Command validate = new("validate", "Check a spec without running it: name all mistakes, and doubts.")
        {
            spec, set, canonical,
        };
        validate.SetAction(parsed => Validate(
            SpecReader.Load(terminal.Name(parsed.GetRequiredValue(spec)), parsed.GetRequiredValue(set)),
            parsed.GetValue(canonical),
            terminal));
        return validate;
    }

    private static int Validate(SpecFile file, bool isCanonical, LabTerminal terminal)
    {
        if (isCanonical)
        {
            terminal.Out.Write(Canonical.Write(file.Spec));
        }
        else
        {
            (int configurations, int seeds) = (file.Configurations.Count, file.Spec.Seeds.Count);
            terminal.Out.WriteLine(
                $"{file.Path}: {file.Spec.Program.Name}, {Count(configurations, "configuration")} × "
                + $"{Count(seeds, "seed")} = {Count(configurations * seeds, "run")}");
        }

        foreach (Finding doubt in SpecAnalysers.Run(file))
        {
            terminal.Error.WriteLine(
                $"{doubt.Severity.ToString().ToLowerInvariant()}: {doubt.Message}\n  → {doubt.Remedy}");
        }

        return ExitCodes.Sound;
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
