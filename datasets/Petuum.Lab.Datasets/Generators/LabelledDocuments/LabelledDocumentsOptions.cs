using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>What to generate: documents with labels, of even words.</summary>
public sealed record LabelledDocumentsOptions : DocumentsOptions
{
    /// <summary>The options as specs and <c>lab data generate</c> know them.</summary>
    public static new Section<LabelledDocumentsOptions> Section { get; } = new(
        new LabelledDocumentsOptions { Words = 1000 },
        Fields<LabelledDocumentsOptions>(
            new Field<LabelledDocumentsOptions, int>(
                "classes", "classes; topic k belongs to class k modulo classes", Ranges.Count,
                s => s.Classes, (s, v) => s with { Classes = v })),
        static (documents, node) =>
        {
            if (documents.Classes > documents.Topics)
            {
                throw (node.Find("classes") ?? node).Error(
                    $"{documents.Classes} classes of {documents.Topics} topics", "set 'classes' to at most 'topics'");
            }

            RefuseHuge(documents, node);
        });

    /// <summary>L, from 1 to the number of topics.</summary>
    public int Classes { get; init; } = 5;
}
