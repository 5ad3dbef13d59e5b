using System.Runtime.InteropServices;
using Petuum.Lab.Files;
using Petuum.Lab.Runs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>What nobody expected: the user gets a sentence, the details go to a file.</summary>
internal static class BugReport
{
    /// <summary>Writes both; returns the exit code.</summary>
    public static int Write(LabTerminal terminal, IReadOnlyList<string> args, Exception failure)
    {
        terminal.Error.WriteLine($"lab: this is a bug of Petuum.Lab: {failure.Message.ReplaceLineEndings(" ")}");
        string file = Path.Combine(Path.GetTempPath(), $"petuum-lab-bug-{Guid.NewGuid():N}.txt");
        string details = string.Join('\n',
            $"lab {string.Join(' ', WithoutPassword(args))}",
            $"Petuum.Lab {LabVersion.Text}",
            $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}",
            failure.ToString(),
            string.Empty);
        try
        {
            AtomicFile.WriteText(file, details);
            terminal.Error.WriteLine($"  → the details are in {file}; please report them");
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine(
                $"  → please report this: {failure.GetType().Name} {failure.StackTrace?.Split('\n')[0].Trim()}");
        }

        return ExitCodes.RuntimeFailed;
    }

    private static IEnumerable<string> WithoutPassword(IReadOnlyList<string> args) => args.Select((word, index) =>
        index > 0 && args[index - 1] == GatewayOptions.Password ? "…"
        : word.StartsWith(GatewayOptions.Password + "=", StringComparison.Ordinal)
            || word.StartsWith(GatewayOptions.Password + ":", StringComparison.Ordinal)
            ? $"{GatewayOptions.Password}=…"
        : word);
}
