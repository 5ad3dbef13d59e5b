using System.Diagnostics;
using Petuum.Lab.Tests.Commands;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Readme;

/// <summary>Code of how-to pages beside <c>lab</c> commands: Python and R are run, shell is parsed.</summary>
public sealed class HowToTests
{
    private const string Results = HowToPages.Folder + "python-and-r.md";

    public static TheoryData<string> Pages => new(HowToPages.All);

    [InterpreterFact("-c", "import numpy, pandas", "python3", "/usr/bin/python3")]
    public Task Python_ReadsResults() => RunOnResultsAsync(
        InterpreterFactAttribute.Find("-c", "import numpy, pandas", "python3", "/usr/bin/python3")!, "python", "-c");

    [InterpreterFact("-e", "1", "Rscript")]
    public Task R_ReadsResults() => RunOnResultsAsync("Rscript", "r", "-e");

    [InterpreterTheory("-c", "true", "bash")]
    [MemberData(nameof(Pages))]
    public void ShellBlocks_AreWellFormed(string page)
    {
        foreach (string block in HowToPages.Blocks(page, "sh"))
        {
            (int exitCode, string error) = Interpreter.Run(Path.GetTempPath(), "bash", "-n", "-c", block);
            Assert.True(exitCode == 0, $"{page}: {error}\n{block}");
        }
    }

    [Fact]
    public void Index_ListsEveryPage() => Assert.All(
        HowToPages.All,
        page => Assert.Contains(
            $"({Path.GetFileName(page)})", File.ReadAllText(Repository.Path(HowToPages.Folder + "README.md")),
            StringComparison.Ordinal));

    private static async Task RunOnResultsAsync(string interpreter, string language, string option)
    {
        using LabWorkspace workspace = new();
        LabRun run = await workspace.RunAsync("run", Repository.Path("experiments/specs/mf-staleness.yaml"));
        Assert.Equal(0, run.ExitCode);
        string program = Assert.Single(HowToPages.Blocks(Results, language));
        (int exitCode, string error) = Interpreter.Run(workspace.Folder, interpreter, option, program);
        Assert.True(exitCode == 0, error);
    }
}

/// <summary>Other programs that tests call.</summary>
internal static class Interpreter
{
    public static (int ExitCode, string Error) Run(string folder, string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, $"{output.Result}\n{error}");
    }
}

/// <summary>A test that needs an interpreter which can run a probe; skipped by name where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class InterpreterFactAttribute : FactAttribute
{
    public InterpreterFactAttribute(string option, string probe, params string[] programs) =>
        Skip = Find(option, probe, programs) is null ? $"{programs[0]} cannot run '{probe}' here" : null;

    /// <summary>The first of some programs that is there and can run the probe; null for none.</summary>
    public static string? Find(string option, string probe, params string[] programs) =>
        Array.Find(programs, program => CanRun(program, option, probe));

    private static bool CanRun(string program, string option, string probe)
    {
        try
        {
            return Interpreter.Run(Path.GetTempPath(), program, option, probe).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class InterpreterTheoryAttribute : TheoryAttribute
{
    public InterpreterTheoryAttribute(string option, string probe, params string[] programs) =>
        Skip = InterpreterFactAttribute.Find(option, probe, programs) is null
            ? $"{programs[0]} cannot run '{probe}' here"
            : null;
}
