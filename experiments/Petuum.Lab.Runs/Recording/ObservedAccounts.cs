using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Runs;

/// <summary>
/// The books of a runtime that keeps none, from its events. A worker computes from when it has its rows until it
/// commits; in shared memory nothing is sent over a network card.
/// </summary>
internal sealed class ObservedAccounts : IRunObserver, IRunAccounts
{
    private readonly Dictionary<Endpoint, Book> _books = [];

    /// <inheritdoc/>
    public MemberAccount this[Endpoint member] =>
        _books.TryGetValue(member, out Book? book) ? book.Account : default;

    /// <inheritdoc/>
    public void On(in RunEvent happened)
    {
        Book book = BookOf(happened.Source);
        MemberAccount account = book.Account;
        switch (happened.Kind)
        {
            case RunEventKind.RowsRead:
                book.ComputesSince = happened.TimeMicros;
                break;
            case RunEventKind.ComputeEnded when book.ComputesSince is { } since:
                account = account with { ComputeMicros = account.ComputeMicros + happened.TimeMicros - since };
                book.ComputesSince = null;
                break;
            case RunEventKind.WaitStarted:
                book.WaitsSince = happened.TimeMicros;
                break;
            case RunEventKind.WaitEnded:
                account = account with { WaitMicros = account.WaitMicros + happened.TimeMicros - book.WaitsSince };
                break;
            case RunEventKind.RoundEnded:
                account = account with { Rounds = account.Rounds + 1, Samples = account.Samples + happened.Amount };
                break;
            case RunEventKind.MessageSent when happened.Peer.Role != Role.Job:
                account = account with
                {
                    MessagesSent = account.MessagesSent + 1,
                    BytesSent = account.BytesSent + happened.Amount,
                };
                break;
            case RunEventKind.MessageDelivered:
                account = account with
                {
                    MessagesReceived = account.MessagesReceived + 1,
                    BytesReceived = account.BytesReceived + happened.Amount,
                };
                break;
            default:
                break;
        }

        book.Account = account;
    }

    private Book BookOf(Endpoint member)
    {
        if (!_books.TryGetValue(member, out Book? book))
        {
            book = new Book();
            _books.Add(member, book);
        }

        return book;
    }

    private sealed class Book
    {
        public MemberAccount Account { get; set; }

        public long? ComputesSince { get; set; }

        public long WaitsSince { get; set; }
    }
}
