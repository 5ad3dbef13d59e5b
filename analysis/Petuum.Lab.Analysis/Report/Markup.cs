using System.Text;
using System.Text.Json.Nodes;

namespace Petuum.Lab.Analysis.Report;

/// <summary>
/// Writes HTML that is XML too: every element is closed, every text escaped, every character legal. What comes in as
/// text can never become markup.
/// </summary>
internal sealed class Markup
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element with attributes given as name, value, name, value ….</summary>
    public Markup Open(string tag, params ReadOnlySpan<string> attributes)
    {
        Tag(tag, attributes);
        _text.Append('>');
        _open.Push(tag);
        return this;
    }

    /// <summary>Closes the innermost element and ends the line.</summary>
    public Markup Close()
    {
        _text.Append("</").Append(_open.Pop()).Append(">\n");
        return this;
    }

    /// <summary>An element that has no content.</summary>
    public Markup Empty(string tag, params ReadOnlySpan<string> attributes)
    {
        Tag(tag, attributes);
        _text.Append("/>\n");
        return this;
    }

    /// <summary>An element that holds a text, on one line with its neighbours.</summary>
    public Markup Element(string tag, string text, params ReadOnlySpan<string> attributes)
    {
        Tag(tag, attributes);
        _text.Append('>');
        Escape(text);
        _text.Append("</").Append(tag).Append('>');
        return this;
    }

    /// <summary>A text.</summary>
    public Markup Text(string text)
    {
        Escape(text);
        return this;
    }

    /// <summary>Markup of our own making: a chart, the style sheet.</summary>
    public Markup Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>
    /// A script of the page, as it stands, but such that it is XML, too: it is a section of plain characters, whose end
    /// mark is spelt differently where it occurs within the script (in a text, or after two brackets).
    /// </summary>
    public Markup Script(string script)
    {
        if (script.Contains("</script", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException("A script in a page cannot hold the end of a script.", nameof(script));
        }

        string text = script
            .Replace("\"]]>\"", "\"]]\\x3e\"", StringComparison.Ordinal)
            .Replace("]]>", "]] >", StringComparison.Ordinal);
        return Open("script").Raw("//<![CDATA[\n").Raw(text).Raw("\n//]]>").Close();
    }

    /// <summary>Data for a script, as JSON in which nothing can be taken for markup.</summary>
    public Markup Json(string id, JsonObject data) =>
        Open("script", ["type", "application/json", .. id.Length > 0 ? ["id", id] : Array.Empty<string>()])
            .Raw(data.ToJsonString()).Close();

    /// <summary>A line feed between elements.</summary>
    public Markup Line()
    {
        _text.Append('\n');
        return this;
    }

    /// <summary>The whole document; all elements must be closed.</summary>
    public override string ToString() =>
        _open.Count == 0 ? _text.ToString() : throw new InvalidOperationException($"<{_open.Peek()}> is still open");

    private void Tag(string tag, ReadOnlySpan<string> attributes)
    {
        _text.Append('<').Append(tag);
        for (int i = 0; i < attributes.Length; i += 2)
        {
            _text.Append(' ').Append(attributes[i]).Append("=\"");
            Escape(attributes[i + 1]);
            _text.Append('"');
        }
    }

    private void Escape(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char next = text[i];
            if (char.IsHighSurrogate(next) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                _text.Append(next).Append(text[++i]);
                continue;
            }

            switch (next)
            {
                case '<':
                    _text.Append("&lt;");
                    break;
                case '>':
                    _text.Append("&gt;");
                    break;
                case '&':
                    _text.Append("&amp;");
                    break;
                case '"':
                    _text.Append("&quot;");
                    break;
                case '\r':
                    _text.Append("&#13;");
                    break;
                default:
                    _text.Append(IsLegal(next) ? next : '\uFFFD');
                    break;
            }
        }
    }

    private static bool IsLegal(char next) =>
        (next >= ' ' || next is '\t' or '\n') && !char.IsSurrogate(next) && next < '\uFFFE';
}
