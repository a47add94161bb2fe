// A start of a chat as a bare function with the AWS SDK for JavaScript does it: no check of what it is sent.
import { ConnectClient, StartChatContactCommand } from "@aws-sdk/client-connect";

const client = new ConnectClient({});

export const handler = (event) => client.send(new StartChatContactCommand(event));
