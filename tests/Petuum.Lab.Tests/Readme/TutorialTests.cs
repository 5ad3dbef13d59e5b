using System.Diagnostics;
using System.Text.RegularExpressions;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Readme;

/// <summary>
/// The commands of the tutorial, one after the other, as somebody would type them: in a folder that looks like the
/// repository, with packages of this very build.
/// </summary>
public sealed partial class TutorialTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("petuum-tutorial-").FullName;

    [Fact]
    public async Task Commands_ExitWith0()
    {
        Directory.CreateSymbolicLink(Path.Combine(_root, "datasets"), Repository.Path("datasets"));
        foreach (string project in new[] { "grains", "tests" })
        {
            Directory.CreateSymbolicLink(Path.Combine(_root, project), Repository.Path(project));
        }

        string folder = _root;
        string text = await File.ReadAllTextAsync(Repository.Path("experiments/TUTORIAL.md"));
        string[] commands =
        [
            .. Block().Matches(text).SelectMany(block => block.Groups["text"].Value.Split(
                '\n', StringSplitOptions.RemoveEmptyEntries)),
        ];
        Assert.Equal(10, commands.Length);
        foreach (string command in commands)
        {
            string[] words = command.Split(' ');
            if (words[0] == "cd")
            {
                folder = Path.Combine(folder, words[1]);
                continue;
            }

            await RunAsync(command, folder, words[0] == "dotnet" ? Adapt(words) : [LabAssembly, .. Adapt(words[1..])]);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string LabAssembly => typeof(Experiments.Commands.LabCommand).Assembly.Location;

    /// <summary>Packages of what is built already, and found where this test has put them.</summary>
    private string[] Adapt(string[] words) => words switch
    {
        ["dotnet", "pack", string project, ..] =>
        [
            "pack", Repository.Path(project), "-c", BuildConfiguration, "--no-build",
            "-o", Path.Combine(_root, "packages"),
        ],
        ["dotnet", .. string[] rest] => rest,
        ["new", string name] => ["new", name, "--packages", Path.Combine(_root, "packages")],
        _ => words,
    };

    private static string BuildConfiguration =>
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private async Task RunAsync(string command, string folder, string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What is restored already is taken from there; packages of this version are not kept beyond the test.
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        start.Environment["RestoreFallbackFolders"] = packages;
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_root, "nuget");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command}: exit code {process.ExitCode}\n{await output}\n{errors}");
    }

    [GeneratedRegex(@"```\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
