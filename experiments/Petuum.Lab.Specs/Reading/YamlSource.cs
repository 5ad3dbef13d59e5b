using Petuum.Lab.Core.Options;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Specs.Reading;

/// <summary>
/// Text to nodes, with YAML's traps refused in plain words: tabs, duplicates, anchors, tags, several documents.
/// </summary>
internal static class YamlSource
{
    private const int DepthMax = 24;

    private const int LettersMax = 1_000_000;

    private const string Remedy = "check the indentation, the blank after ':', and closing quotes and brackets";

    /// <summary>The one value in a text; null if there is none.</summary>
    /// <exception cref="SpecException">It is not YAML, or uses what specs do without.</exception>
    public static YamlNode? Parse(string text, string path)
    {
        if (text.Length > LettersMax)
        {
            throw new SpecException(
                path, 0, "a spec of more than a megabyte", "pass a spec; data belongs into files of its own");
        }

        Parser parser = new(new StringReader(text));
        try
        {
            RefuseTraps(parser, path);
            YamlStream stream = [];
            stream.Load(new StringReader(text));
            YamlNode? root = stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode;
            RefuseKeysThatAreNotTexts(root, path);
            return root;
        }
        catch (YamlException failure)
        {
            throw Explain(failure, text, path);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or FormatException or
            IndexOutOfRangeException or OverflowException)
        {
            int line = (int)(parser.Current?.End.Line ?? 0);
            throw new SpecException(path, line, $"this is not YAML: {failure.Message.ReplaceLineEndings(" ")}", Remedy);
        }
    }

    private static void RefuseTraps(Parser parser, string path)
    {
        int depth = 0;
        int documents = 0;
        while (parser.MoveNext())
        {
            ParsingEvent now = parser.Current!;
            documents += now is DocumentStart ? 1 : 0;
            depth += now.NestingIncrease;
            (string Problem, string Remedy)? trap = now switch
            {
                _ when documents > 1 =>
                    ("a second document in one file", "write one spec for each file, without '---' between"),
                _ when depth > DepthMax => ($"more than {DepthMax} levels of nesting", "write a flatter spec"),
                AnchorAlias or NodeEvent { Anchor.IsEmpty: false } =>
                    ("anchors and aliases (& and *) are not used in specs",
                        "write the value out, or put it between quotes"),
                NodeEvent { Tag.IsEmpty: false } =>
                    ("tags (!) are not used in specs", "remove the tag, or put the value between quotes"),
                _ => null,
            };
            if (trap is { } found)
            {
                throw new SpecException(path, (int)now.Start.Line, found.Problem, found.Remedy);
            }
        }
    }

    private static void RefuseKeysThatAreNotTexts(YamlNode? node, string path)
    {
        if (node is YamlMappingNode mapping)
        {
            foreach ((YamlNode key, YamlNode value) in mapping.Children)
            {
                if (key is not YamlScalarNode { Value.Length: > 0 })
                {
                    throw new SpecException(
                        path, (int)key.Start.Line, "a key that is not a word",
                        "write 'key: value', and quotes around a value that starts with [ or {");
                }

                RefuseKeysThatAreNotTexts(value, path);
            }
        }
        else if (node is YamlSequenceNode sequence)
        {
            foreach (YamlNode item in sequence.Children)
            {
                RefuseKeysThatAreNotTexts(item, path);
            }
        }
    }

    private static SpecException Explain(YamlException failure, string text, string path)
    {
        int line = (int)failure.Start.Line;
        string[] lines = text.Split('\n');
        int tab = Array.FindIndex(lines, IsIndentedByTab);
        if (tab >= 0)
        {
            return new SpecException(
                path, tab + 1, "a tab in the indentation", "indent with blanks; YAML knows no tabs");
        }

        return failure.Message.StartsWith("Duplicate key", StringComparison.Ordinal) && line >= 1 &&
            line <= lines.Length
            ? new SpecException(path, line, $"'{KeyAt(lines[line - 1], (int)failure.Start.Column)}' is there twice",
                "remove one of them")
            : new SpecException(path, line, $"this is not YAML: {failure.Message.ReplaceLineEndings(" ")}", Remedy);
    }

    private static bool IsIndentedByTab(string line)
    {
        string indentation = line[..^line.TrimStart(' ', '\t').Length];
        return indentation.Contains('\t') && !string.IsNullOrWhiteSpace(line);
    }

    private static string KeyAt(string line, int column)
    {
        string rest = column >= 1 && column <= line.Length ? line[(column - 1)..] : line;
        int end = rest.IndexOf(':');
        return OptionNode.Shorten((end < 0 ? rest : rest[..end]).Trim(' ', '"', '\'', '\r'));
    }
}
