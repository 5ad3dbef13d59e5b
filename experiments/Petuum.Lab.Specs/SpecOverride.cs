using Petuum.Lab.Core.Options;


namespace Petuum.Lab.Specs;

/// <summary>A key that the command line sets.</summary>
/// <param name="Key">The dotted key.</param>
/// <param name="Yaml">The value, in YAML.</param>
/// <param name="Place">What the user typed, for messages: <c>--set cluster.workers=8</c>.</param>
internal sealed record SpecOverride(string Key, string Yaml, string Place)
{
    /// <summary>What <c>--set key=value</c> says.</summary>
    /// <exception cref="SpecException">It is not of that form.</exception>
    public static SpecOverride OfSet(string text)
    {
        string place = $"--set {OptionNode.Shorten(text)}";
        int equals = text.IndexOf('=');
        string key = equals < 0 ? text : text[..equals].Trim();
        return equals > 0 && key.Length > 0
            ? new SpecOverride(key, text[(equals + 1)..], place)
            : throw new SpecException(
                place, 0, "this sets nothing", "write --set key=value, such as --set cluster.workers=8");
    }
}
