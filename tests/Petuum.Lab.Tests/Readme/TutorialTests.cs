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

            (int exitCode, string said) =
                await clone.RunAsync(folder, words[0] == "dotnet" ? words[1..] : LabOf(words, elsewhere));
            Assert.True(exitCode == 0, $"{command}: exit code {exitCode}\n{said}");
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

    [GeneratedRegex(@"```\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
