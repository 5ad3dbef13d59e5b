using System.Diagnostics;
using System.Text.RegularExpressions;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Readme;

/// <summary>
/// The commands of the tutorial, one after the other, word by word, where its readers are: inside a clone of the
/// repository, and in a folder elsewhere.
/// </summary>
public sealed partial class TutorialTests(RepositoryClone clone) : IClassFixture<RepositoryClone>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commands_ExitWith0(bool elsewhere)
    {
        string folder = clone.Root;
        string text = await File.ReadAllTextAsync(Repository.Path("experiments/TUTORIAL.md"));
        string[] commands =
        [
            .. Block().Matches(text).SelectMany(block => block.Groups["text"].Value.Split(
                '\n', StringSplitOptions.RemoveEmptyEntries)),
        ];
        Assert.Equal(13, commands.Length);
        foreach (string command in commands)
        {
            string[] words = command.Split(' ');
            if (elsewhere && words[..2] is ["./lab", "new"])
            {
                folder = clone.Elsewhere;
            }

            if (words[0] == "cd")
            {
                folder = Path.Combine(folder, words[1]);
                continue;
            }

            await RunAsync(command, folder, words[0] == "dotnet" ? words[1..] : LabOf(words, elsewhere));
        }
    }

    /// <summary><c>./lab</c> and <c>../lab</c>, and elsewhere with the clone's path for <c>..</c>.</summary>
    private string[] LabOf(string[] words, bool elsewhere)
    {
        Assert.EndsWith("./lab", words[0], StringComparison.Ordinal);
        return
        [
            clone.LabAssembly,
            .. words[1..].Select(word => elsewhere && word.StartsWith("../", StringComparison.Ordinal)
                ? Path.Combine(clone.Root, word[3..])
                : word),
        ];
    }

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
        start.Environment["NUGET_PACKAGES"] = clone.UnpackedPackages;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
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
